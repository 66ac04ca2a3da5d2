import { CuestaError } from '../../core/errors.js';
import type { Grid } from '../../core/georef.js';
import { NO_MARGIN, uniformMargin } from '../../core/window.js';
import { withVertical } from '../../geo/crs.js';
import { parseMemory } from '../../plan/memory.js';
import type { JobPlan } from '../../plan/plan.js';
import { defaultMemory, defaultThreads } from '../../plan/system.node.js';
import type { HeightShift } from '../../product/height-shift.js';
import { prepareHeights } from '../../product/height-shift.node.js';
import type { FileStamp } from '../../product/inputs.node.js';
import type { JobContext } from '../../product/job-context.js';
import { checkOutputsEarly } from '../../product/outputs.node.js';
import { type ProductDefinition, planProduct } from '../../product/product-plan.node.js';
import type { MatchOptions } from '../../stereo/options.js';
import { type Area, parseAreas } from './areas.js';
import { BOOTSTRAP, type RadarConfig } from './config.js';
import { TIN_MARGIN } from './grid-points.js';
import { gridOver, mapCrs, partsOf } from './grids.js';
import type { HeightFile } from './heights-on.node.js';
import { inspectImage, middleView, type RadarImage } from './images.node.js';
import { MATCH_HALO, VOLUME_BYTES } from './match-part.js';
import { documentsOf, filesOf, outputsOf } from './outputs.node.js';
import { type PairGeometry, planPair } from './plan-pair.node.js';
import type { GridTask, MatchingTask, MatchTask } from './radar-task.js';
import { demSurface, heightFile, levelSurface, type Surface } from './surface.node.js';

export interface RadarJob {
  readonly config: RadarConfig;
  readonly surface: Surface;
  readonly images: readonly RadarImage[];
  readonly pairs: readonly PairGeometry[];
  readonly matching: MatchingTask;
  /** What the DSM is judged against, and where; null when it is not. */
  readonly truth: HeightFile | null;
  readonly areas: readonly Area[];
  readonly matchTasks: readonly MatchTask[];
  readonly matchThreads: number;
  /** Of the gridding, without the matched parts: these come when they are made. */
  readonly definition: ProductDefinition<GridTask>;
  readonly plan: JobPlan;
}

/** Cells of a part of the epipolar grid; fixed, so that memory and threads do not change the result. */
const PART = 1024;
/** Measured, per cell of a part with its halo: rectification, matching, intersection. */
const BYTES_PER_CELL = 200;
/** Full-resolution samples and the process with its runtime. */
const WORKER_BYTES = 150 * 2 ** 20;
const BASE_BYTES = 130 * 2 ** 20;

/** Reads headers, checks that pairs can be matched, and fixes grids, search ranges and memory. */
export async function planRadar(config: RadarConfig, context: JobContext): Promise<RadarJob> {
  const { signal, settings } = context;
  requirePairs(config);
  const paths = [
    ...config.images,
    ...(config.dem === BOOTSTRAP ? [] : [config.dem]),
    ...(config.truth === undefined ? [] : [config.truth]),
  ];
  await checkOutputsEarly(filesOf(config), paths, settings);
  const images: RadarImage[] = [];
  for (const path of config.images) {
    context.progress({ stage: 'reading headers', done: images.length, total: config.images.length });
    images.push(await inspectImage(path, config.polarisation, signal));
  }
  const [{ product }] = images;
  const truth =
    config.truth === undefined ? null : await heightFile({ ...config, dem: config.truth }, product, signal);
  const surface =
    config.dem === BOOTSTRAP ? levelSurface(config.meanHeight) : await demSurface(config, product, signal);
  return planOnSurface(config, images, surface, truth, context);
}

/** The plan once images and a-priori heights are known. */
export async function planOnSurface(
  config: RadarConfig,
  images: readonly RadarImage[],
  surface: Surface,
  truth: HeightFile | null,
  { signal, settings }: JobContext,
): Promise<RadarJob> {
  const [{ product }] = images;
  const { target } = middleView(product, (surface.lowest + surface.highest) / 2);
  const crs = mapCrs(config.crs, surface.dem?.grid.crs ?? null, target, product.geometry.ellipsoid);
  const heightError = config.heightError ?? (surface.dem === null ? 1000 : 100);
  requireDistinct(images);
  const pairs: PairGeometry[] = [];
  for (let k = 0; k < images.length; k += 2) {
    pairs.push(planPair([images[k], images[k + 1]], surface, crs, heightError, config));
  }
  const grids = pairs.map(({ grid }) => grid);
  const { vertical, shift, geoids } = await outputHeights(config, crs, signal);
  const boxes = pairs.map(({ bounds }) => bounds);
  const grid: Grid = { ...gridOver(boxes, config.resolution, crs), crs: withVertical(crs, vertical) };
  const gridTask: GridTask = {
    grid,
    cell: config.resolution,
    pairs: grids.map((pair) => ({ grid: pair })),
    parts: [],
    reach: Math.ceil((2 * heightError) / config.resolution),
    longest: config.maxVoid === undefined ? TIN_MARGIN : config.maxVoid / config.resolution,
    shift,
  };
  const definition = defineProduct(gridTask, config, surface, [
    ...images.flatMap(({ files }) => files),
    ...surface.geoids,
    ...geoids,
  ]);
  const matching = matchingOf(config);
  const matchTasks = grids.flatMap((pair, index) =>
    partsOf(pair, PART).map((window) => ({ pair: index, window })),
  );
  const matchThreads = threadsFor(pairs, settings.memory, settings.threads);
  const plan = planProduct(definition, settings);
  return {
    ...{ config, surface, images, pairs, matching, matchTasks, matchThreads, definition, truth },
    areas: parseAreas(config.area ?? []),
    plan: described(plan, images),
  };
}

function requirePairs({ images }: RadarConfig): void {
  if (images.length % 2 === 0) return;
  throw new CuestaError('config', `${images.length} images are no pairs: the last one is alone.`, {
    subject: images.at(-1)!,
    hint: 'Give LEFT RIGHT, then LEFT RIGHT of the next pair.',
  });
}

/** Throws `input` for a pair that is there twice, in any order: its errors would count as independent. */
function requireDistinct(images: readonly RadarImage[]): void {
  const seen = new Set<string>();
  for (let k = 0; k < images.length; k += 2) {
    const pair = images.slice(k, k + 2);
    const key = pair
      .map(({ files }) => files[1].sha256)
      .sort()
      .join();
    if (seen.has(key)) {
      throw new CuestaError(
        'input',
        `The pair of ${pair.map(({ path }) => path).join(' and ')} is given twice.`,
        {
          subject: pair[1].path,
          hint: 'Give every pair once: only different pairs make a surface better.',
        },
      );
    }
    seen.add(key);
  }
}

async function outputHeights(
  config: RadarConfig,
  crs: Grid['crs'],
  signal: AbortSignal,
): Promise<{ vertical: Grid['crs']['vertical']; shift: HeightShift | null; geoids: readonly FileStamp[] }> {
  const { verticalDatum, geoid, output } = config;
  if (verticalDatum === undefined) return { vertical: crs.vertical, shift: null, geoids: [] };
  const { vertical, shifts, geoids } = await prepareHeights(
    [{ path: output, grid: { crs } }],
    { verticalDatum, geoid },
    signal,
  );
  return { vertical, shift: shifts[0] ?? null, geoids };
}

/** Costs are census bits times this, so that the penalties have the range of the paper's. */
const COST_FACTOR = 4;
const EDGES = { low: 60, high: 150 } as const;

function matchingOf({ matcher, penalty, p1, p2, nccThreshold }: RadarConfig): MatchingTask {
  if (matcher === 'ncc') return { matcher, threshold: nccThreshold };
  const common: Omit<MatchOptions, 'penalty'> = {
    window: '9x7',
    paths: 8,
    factor: COST_FACTOR,
    p1,
    tolerance: 1,
    smallestSegment: 60,
    median: true,
  };
  return {
    matcher,
    ...common,
    penalty: penalty === 'canny' ? { kind: penalty, p2, p2Edge: p1, edges: EDGES } : { kind: penalty, p2 },
  };
}

function defineProduct(
  task: GridTask,
  config: RadarConfig,
  { dem }: Surface,
  auxiliary: readonly FileStamp[],
): ProductDefinition<GridTask> {
  return {
    op: 'radar',
    grid: task.grid,
    inputs: dem === null ? [] : [dem],
    auxiliary,
    outputs: outputsOf(config, task.grid),
    documents: documentsOf(config),
    stages: [
      { name: `epipolar matching in parts of ${PART} with ${MATCH_HALO} around`, halo: NO_MARGIN },
      { name: 'triangles', halo: uniformMargin(TIN_MARGIN) },
    ],
    bytesPerPixel: 200,
    bytesPerTilePixel: 12 * (task.pairs.length + 1),
    // Matched parts around a tile.
    bytesPerWorker: 9 * 23 * PART * PART,
    module: new URL('./grid.worker.node.js', import.meta.url),
    config: task,
  };
}

/** Workers of the matching within the memory; throws `config` when not even one fits. */
function threadsFor(
  pairs: readonly PairGeometry[],
  memory: string | undefined,
  threads: number | undefined,
): number {
  const allowed = memory === undefined ? defaultMemory() : parseMemory(memory);
  const side = (length: number, reach: number): number =>
    Math.min(length, PART + 2 * (MATCH_HALO + reach) + 16);
  const cells = pairs.map(({ grid, least, greatest }) => {
    return side(grid.width, Math.max(-least, greatest)) * side(grid.height, 0);
  });
  const each = WORKER_BYTES + VOLUME_BYTES + BYTES_PER_CELL * Math.max(...cells);
  const fitting = Math.floor((allowed - BASE_BYTES) / each);
  if (fitting >= 1) return Math.min(fitting, threads ?? defaultThreads());
  const needed = Math.ceil((BASE_BYTES + each) / 2 ** 20);
  throw new CuestaError('config', `Matching needs ${needed} MiB of memory.`, {
    subject: '--memory',
    hint: `Use --memory ${needed}MiB or more.`,
  });
}

/** The plan with the images, which have no place on the ground of their own, among the inputs. */
function described(plan: JobPlan, images: readonly RadarImage[]): JobPlan {
  const inputs = images.map(({ path, dtype, product: { sensor, geometry } }) => ({
    name: path,
    description: `${sensor}, ${geometry.width} x ${geometry.height} ${dtype}, looks ${geometry.look}`,
  }));
  return { ...plan, inputs: [...inputs, ...plan.inputs] };
}
