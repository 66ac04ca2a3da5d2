import { CuestaError } from '../../core/errors.js';
import { openRaster } from '../../io/open.node.js';
import type { TaskResult } from '../../jobs/task.js';
import type { JobContext } from '../../product/job-context.js';
import { VERSION } from '../../product/version.node.js';
import { nothingMatches } from '../../stereo/match-pair.js';
import type { MatchOptions } from '../../stereo/options.js';
import { coarsestRange } from '../../stereo/ranges.js';
import { GREY_AS_IS, type GreyRule, stretchRule } from '../../stereo/stretch.js';
import type {
  DisparityPart,
  GreyPart,
  GreyShared,
  GreyValue,
  MatchShared,
  MatchValue,
  NccShared,
  RowsTask,
} from './disparity-task.js';
import { levelSizes } from './grey-planes.js';
import type { DisparityJob, StereoInput } from './plan-disparity.node.js';
import { readBrightness } from './read-samples.js';
import { runStage } from './run-stage.node.js';

/** Rows of the parts in which pyramids are made; strips of any level begin at a whole row of it. */
const GREY_ROWS = 512;

/** Windows per side from which the grey rule of a large image is taken, and their size. */
const LOOKS = 16;
const LOOK_PIXELS = 256;

/** Makes the 8-bit pyramids of both images in the work folder. Throws `input` for images that cannot be matched. */
export async function makePyramids(job: DisparityJob, context: JobContext) {
  const { views, levels } = job;
  const { width, height } = views[0].info;
  const rules = await Promise.all(views.map((view) => greyRuleOf(view, context.signal)));
  const shared: GreyShared = {
    ...{ stage: 'grey', width, height, levels },
    views: [
      { path: views[0].path, rule: rules[0] },
      { path: views[1].path, rule: rules[1] },
    ],
  };
  const identity = {
    op: 'disparity grey',
    version: VERSION,
    hashes: views.map((v) => v.sha256),
    rules,
    levels,
  };
  const tasks = rowsOf(height, GREY_ROWS);
  const stage = { name: 'grey', shared, identity, tasks };
  const results = await runStage<RowsTask, GreyValue>(job, context, stage);
  const samples = checkGrey(job, results);
  const parts = results.map(
    ({ value, artifact }, i): GreyPart => ({ ...tasks[i], path: artifact!.path, masked: value.masked }),
  );
  return { parts, samples };
}

/** Matches one level. `coarser`: the parts of the level above, null at the coarsest. Throws `input` when nothing matches. */
export async function matchOneLevel(
  job: DisparityJob,
  context: JobContext,
  grey: readonly GreyPart[],
  options: MatchOptions,
  level: number,
  coarser: readonly DisparityPart[] | null,
  onResult?: (result: TaskResult<MatchValue>) => Promise<void>,
) {
  const { views, levels, config, strips, specs } = job;
  const { width, height } = views[0].info;
  const { backend } = context.settings;
  const shared: MatchShared = {
    ...{ stage: 'match', level, width, height, levels, grey, options, backend },
    range: coarser === null ? coarsestRange(job.range, levels) : { coarser, search: config.search },
    specs: level === 0 ? specs : null,
  };
  const size = levelSizes(width, height, levels)[level];
  const identity = {
    ...{ op: 'disparity match', version: VERSION, hashes: views.map((v) => v.sha256) },
    ...{ level, levels, options, backend, range: job.range, search: config.search, rows: strips.rows },
    specs: level === 0 ? specIdentity(job) : null,
  };
  const tasks = rowsOf(size.height, strips.rows[level]);
  const stage = { name: `level ${level}`, shared, identity, tasks };
  const results = await runStage<RowsTask, MatchValue>(job, context, stage, onResult);
  if (!results.some(({ value }) => value.matched > 0)) throw nothingMatches(size);
  const parts = results.map(({ artifact }, i): DisparityPart => ({ ...tasks[i], path: artifact!.path }));
  return { parts, results };
}

/** Correlates the pair, for comparison. Throws `input` when nothing matches. */
export async function correlate(
  job: DisparityJob,
  context: JobContext,
  grey: readonly GreyPart[],
  threshold: number,
  onResult: (result: TaskResult<MatchValue>) => Promise<void>,
) {
  const { views, config, range, specs } = job;
  const { width, height } = views[0].info;
  const { search } = config;
  const shared: NccShared = { stage: 'ncc', grey, width, height, range, search, threshold, specs };
  const identity = {
    ...{ op: 'disparity ncc', version: VERSION, hashes: views.map((v) => v.sha256) },
    ...{ range, search, threshold, specs: specIdentity(job) },
  };
  const tasks = [{ first: 0, end: height }];
  const stage = { name: 'correlation', shared, identity, tasks };
  const results = await runStage<RowsTask, MatchValue>(job, context, stage, onResult);
  if (!results.some(({ value }) => value.matched > 0)) throw nothingMatches({ width, height });
  return { results };
}

/** NaN, which JSON lacks, stands in a spec's nodata only. */
function specIdentity({ specs }: DisparityJob): object {
  return Object.values(specs).map((spec) => spec && { ...spec, nodata: String(spec.nodata) });
}

/** Rows of a level in parts. */
function rowsOf(height: number, rows: number): RowsTask[] {
  return Array.from({ length: Math.ceil(height / rows) }, (_, i) => ({
    first: i * rows,
    end: Math.min(height, (i + 1) * rows),
  }));
}

/** 8-bit images as they are, others between their 2nd and 98th percentile, from up to 16 x 16 windows spread over the image. */
async function greyRuleOf({ path, info }: StereoInput, signal: AbortSignal): Promise<GreyRule> {
  if (info.dtype === 'uint8' && info.scale === 1 && info.offset === 0) return GREY_AS_IS;
  const source = await openRaster(path, { signal });
  try {
    const starts = (side: number): number[] => {
      const count = Math.min(LOOKS, Math.ceil(side / LOOK_PIXELS));
      const last = Math.max(0, side - LOOK_PIXELS);
      return Array.from({ length: count }, (_, i) => Math.round((i * last) / Math.max(1, count - 1)));
    };
    const seen: Float32Array[] = [];
    for (const row of starts(info.height)) {
      for (const col of starts(info.width)) {
        const width = Math.min(LOOK_PIXELS, info.width - col);
        const height = Math.min(LOOK_PIXELS, info.height - row);
        const window = await readBrightness(source, { col, row, width, height }, signal);
        seen.push(window.filter((_, i) => i % 8 === 0));
      }
    }
    const all = new Float32Array(seen.reduce((sum, part) => sum + part.length, 0));
    let at = 0;
    for (const part of seen) {
      all.set(part, at);
      at += part.length;
    }
    return stretchRule(all);
  } finally {
    await source.close();
  }
}

/** Number of samples of the left image. Throws `input` for empty, flat and equal images. */
function checkGrey({ views }: DisparityJob, results: readonly TaskResult<GreyValue>[]): number {
  const counts = views.map(({ path }, view) => {
    const count = results.reduce((sum, { value }) => sum + value.valid[view], 0);
    const least = Math.min(...results.map(({ value }) => value.least[view]));
    const greatest = Math.max(...results.map(({ value }) => value.greatest[view]));
    if (count === 0) {
      throw new CuestaError('input', `${path} has no valid sample.`, {
        subject: path,
        hint: 'Look at it with cuesta info --statistics, and check its nodata value.',
      });
    }
    if (greatest > least) return count;
    throw new CuestaError('input', `All samples of ${path} have the same grey value.`, {
      subject: path,
      hint: 'An image without texture cannot be matched.',
    });
  });
  if (results.every(({ value }) => value.same)) {
    throw new CuestaError('input', `${views[0].path} and ${views[1].path} hold the same image.`, {
      subject: views[1].path,
      hint: 'Give the left and the right image of a pair.',
    });
  }
  return counts[0];
}
