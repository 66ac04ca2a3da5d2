import { CuestaError } from '../../core/errors.js';
import type { Grid } from '../../core/georef.js';
import type { RasterInfo } from '../../core/raster-source.js';
import { type CogSpec, cogSpec } from '../../io/cog/cog-spec.js';
import { openRaster } from '../../io/open.node.js';
import { MOST_ON_WEBGPU } from '../../kernels/semi-global/index.js';
import { formatMemory, parseMemory } from '../../plan/memory.js';
import { defaultMemory, defaultThreads } from '../../plan/system.node.js';
import { cogOptionsOf } from '../../product/cog-options.js';
import { type FileStamp, stampFile } from '../../product/inputs.node.js';
import type { JobContext } from '../../product/job-context.js';
import { checkOutputsEarly, filesOfJob } from '../../product/outputs.node.js';
import { workFolderOf } from '../../product/run-settings.js';
import { checkRange, checkSizes } from '../../stereo/match-pair.js';
import { levelsOf } from '../../stereo/pyramid.js';
import { coarsestRange, type DisparityRange } from '../../stereo/ranges.js';
import type { DisparityConfig } from './config.js';
import { PRODUCTS, type ProductName } from './disparity-task.js';
import { gridOfImage } from './pixel-grid.js';
import { planStrips, type StripPlan } from './plan-strips.js';

export interface StereoInput extends FileStamp {
  readonly info: RasterInfo;
}

export interface DisparityJob {
  readonly config: DisparityConfig;
  readonly views: readonly [left: StereoInput, right: StereoInput];
  /** What `--reference` names. */
  readonly reference: FileStamp | null;
  readonly range: DisparityRange;
  /** At most those that were asked for: a side of the coarsest has at least 16 pixels. */
  readonly levels: number;
  readonly grid: Grid;
  readonly specs: Readonly<Record<ProductName, CogSpec | null>>;
  readonly paths: Readonly<Record<ProductName, string>>;
  readonly strips: StripPlan;
  readonly memory: number;
  readonly workFolder: string;
}

/** Reads the headers, checks that the images are a pair, and fixes strips and memory. */
export async function planDisparity(config: DisparityConfig, context: JobContext): Promise<DisparityJob> {
  const { settings, signal } = context;
  const range = { least: config.range[0], greatest: config.range[1] };
  checkRange(range);
  checkPenalties(config);
  const paths = pathsOf(config.output);
  await checkOutputsEarly(filesOf(config, paths), [config.left, config.right], settings);
  const views = [await inspect(config.left, signal), await inspect(config.right, signal)] as const;
  checkPair(views, range);
  const { info } = views[0];
  const reference = config.reference === undefined ? null : await inspect(config.reference, signal);
  checkMethod(config, info, reference?.info ?? null);
  // Correlation makes pyramids of its own.
  const levels = config.method === 'ncc' ? 1 : levelsOf(info, config.levels);
  if (settings.backend === 'webgpu') checkWebgpu(config, range, levels);
  const specs = specsOf(config, info);
  const memory = settings.memory === undefined ? defaultMemory() : parseMemory(settings.memory);
  const strips = planStrips({
    ...{ width: info.width, height: info.height, levels, range, search: config.search, memory },
    method: config.method,
    blockSize: specs.disparity!.blockSize,
    maxThreads: settings.executor === 'sequential' ? 1 : (settings.threads ?? defaultThreads()),
  });
  return {
    ...{ config, views, reference, range, levels, specs, paths, strips, memory },
    grid: gridOfImage(info),
    workFolder: workFolderOf(config.output, settings),
  };
}

/** Throws `backend` where there is no WebGPU version, `config` for more disparities than it takes at a time. */
function checkWebgpu({ method }: DisparityConfig, range: DisparityRange, levels: number): void {
  if (method === 'ncc') {
    throw new CuestaError('backend', 'Correlation (--method ncc) has no WebGPU version.', {
      subject: '--backend',
      hint: 'Leave out --backend, or use --method sgm.',
    });
  }
  const { least, greatest } = coarsestRange(range, levels);
  const disparities = greatest - least + 1;
  if (disparities <= MOST_ON_WEBGPU) return;
  throw new CuestaError(
    'config',
    `--range spans ${disparities} disparities${levels > 1 ? ' at the coarsest level' : ''}; on WebGPU there are at most ${MOST_ON_WEBGPU}.`,
    {
      subject: '--range',
      hint: 'Give a shorter --range, search from coarse to fine with more --levels, or leave out --backend.',
    },
  );
}

/** Everything that the job writes. */
export function filesOf(config: DisparityConfig, paths: Readonly<Record<ProductName, string>>): string[] {
  const products = PRODUCTS.filter((name) => name === 'disparity' || config[name]).map((name) => paths[name]);
  return filesOfJob(products, config.report === undefined ? [] : [config.report]);
}

/** The plan as text for a terminal. */
export function formatDisparityPlan(job: DisparityJob): string {
  const { config, views, range, levels, strips, specs, paths } = job;
  const { info } = views[0];
  const facts: (readonly [string, string])[] = [
    ['Job', 'disparity'],
    ...views.map(
      ({ path, info: { width, height, dtype } }) =>
        ['Input', `${path} (${width} x ${height} ${dtype})`] as const,
    ),
    ['Range', `${range.least} to ${range.greatest} columns`],
    [
      'Levels',
      `${levels}${levels < config.levels ? ` (${config.levels} would make sides shorter than 16)` : ''}`,
    ],
    [
      'Strips',
      strips.rows
        .map((rows, k) => `level ${k}: ${Math.ceil(Math.ceil(info.height / 2 ** k) / rows)}`)
        .join(', '),
    ],
    ['Workers', `${strips.threads} threads`],
    ['Memory', `${formatMemory(strips.estimatedBytes)} of ${formatMemory(job.memory)}`],
    ['Work', job.workFolder],
    ...PRODUCTS.filter((name) => specs[name] !== null).map((name) => ['Output', paths[name]] as const),
  ];
  return facts.map(([name, value]) => `${`${name}:`.padEnd(9)} ${value}`).join('\n');
}

async function inspect(path: string, signal: AbortSignal): Promise<StereoInput> {
  const source = await openRaster(path, { signal });
  try {
    const { info } = source;
    if (info.bands === 2 || info.bands > 4) {
      throw new CuestaError('unsupported', `${path} has ${info.bands} bands.`, {
        subject: path,
        hint: 'Give images with one band, or with three or four (red, green, blue).',
      });
    }
    return { ...(await stampFile(path, signal)), info };
  } finally {
    await source.close();
  }
}

function checkPair([left, right]: DisparityJob['views'], { least, greatest }: DisparityRange): void {
  checkSizes(left.info, right.info);
  if (left.sha256 === right.sha256) {
    throw new CuestaError('input', `${left.path} and ${right.path} are the same image.`, {
      subject: right.path,
      hint: 'Give the left and the right image of a pair.',
    });
  }
  const { width } = left.info;
  if (least < width && greatest > -width) return;
  throw new CuestaError(
    'config',
    `No disparity from ${least} to ${greatest} stays within ${width} columns.`,
    {
      subject: '--range',
      hint: 'The left pixel (x, y) is the right pixel (x + d, y).',
    },
  );
}

function checkPenalties({ p1, p2, canny: [low, high], penalty }: DisparityConfig): void {
  if (p2 < p1) {
    throw new CuestaError('config', `P2 is ${p2}, less than P1, ${p1}.`, {
      subject: '--p2',
      hint: 'A large step of the disparity costs at least as much as one of a column: --p2 60 --p1 10.',
    });
  }
  if (penalty !== 'canny' || low <= high) return;
  throw new CuestaError('config', `The low threshold of the edges, ${low}, is above the high one, ${high}.`, {
    subject: '--canny',
    hint: 'Give the low one first, for example --canny 60 150.',
  });
}

function checkMethod(
  { method, tune, classes, confidence }: DisparityConfig,
  image: RasterInfo,
  reference: RasterInfo | null,
): void {
  const refuse = (message: string, subject: string, hint: string): never => {
    throw new CuestaError('config', message, { subject, hint });
  };
  if (method === 'ncc' && (classes || confidence)) {
    const name = classes ? '--classes' : '--confidence';
    refuse(`--method ncc has no ${name.slice(2)}.`, name, 'Leave it out, or use --method sgm.');
  }
  if (method === 'ncc' && tune && reference === null) {
    refuse(
      'The threshold is searched against a reference.',
      '--reference',
      'Name known disparities: --reference FILE.',
    );
  }
  if (reference !== null && (method !== 'ncc' || !tune)) {
    refuse('A reference serves --method ncc --tune only.', '--reference', 'Leave it out.');
  }
  if (reference !== null) checkSizes(image, reference);
}

function pathsOf(output: string): Record<ProductName, string> {
  const stem = output.replace(/\.tiff?$/i, '');
  return { disparity: output, classes: `${stem}_classes.tif`, confidence: `${stem}_confidence.tif` };
}

function specsOf(config: DisparityConfig, { width, height, georef }: RasterInfo): DisparityJob['specs'] {
  const common = { width, height, georef };
  const { nodata, ...compression } = cogOptionsOf(config, -9999);
  return {
    disparity: cogSpec({
      ...common,
      ...compression,
      ...(nodata === undefined ? {} : { nodata }),
      dtype: 'float32',
      descriptions: ['disparity'],
      unit: 'pixel',
    }),
    classes: config.classes
      ? cogSpec({
          ...common,
          ...compression,
          dtype: 'uint8',
          nodata: 0,
          overviews: 'nearest',
          descriptions: ['class'],
        })
      : null,
    confidence: config.confidence
      ? cogSpec({
          ...common,
          ...compression,
          dtype: 'float32',
          nodata: -9999,
          bands: 3,
          descriptions: ['peak ratio', 'left-right difference', 'rivals'],
        })
      : null,
  };
}
