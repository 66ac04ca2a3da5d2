import { throwIfAborted } from '../../core/errors.js';
import { expand, uniformMargin, type Window } from '../../core/window.js';
import { cropMargin } from '../../mosaic/crop.js';
import { LAND_USE_CLASSES } from '../../networks/jspsr/config.js';
import type { JobContext } from '../../product/job-context.js';
import type { Accuracy } from '../../terrain/accuracy.js';
import { accuracyByPasses, addTile, createAccuracyState } from '../../terrain/accuracy-passes.js';
import { NO_CLASS } from '../../terrain/slope-classes.js';
import { terrainWindow } from '../../terrain/terrain-window.js';
import { type DtmFiles, openDtmFiles, windowsOf } from './dtm-files.node.js';
import type { MeasuredModel } from './enhance-result.js';
import type { Product } from './enhance-task.js';
import type { EnhanceJob } from './plan-enhance.node.js';

/** Side of the windows that are read: a million samples at a time. */
const WINDOW = 1024;
/** Passes over the files for the order statistics, and one for slopes. */
const PASSES = 5;

/** Holds the interpolated DEM, the baseline and the DTM against the truth, in windows. Empty without a truth. */
export async function measureAccuracy(job: EnhanceJob, context: JobContext): Promise<MeasuredModel[]> {
  if (job.truth === null) return [];
  const { grid } = job.definition;
  const files = await openDtmFiles(job);
  const windows = [...windowsOf(grid, WINDOW)];
  const total = PASSES * files.products.length * windows.length;
  let done = 0;
  const each = async (use: (window: Window) => Promise<void>): Promise<void> => {
    for (const window of windows) {
      throwIfAborted(context.signal);
      await use(window);
      context.progress({ stage: 'comparing with the truth', done: ++done, total });
    }
  };
  const measured: MeasuredModel[] = [];
  try {
    for (const product of files.products) {
      const accuracy = await heightAccuracy(job, product, files, each, context.signal);
      const slopeRmse = await slopeError(job, product, files, each, context.signal);
      const psnr = 20 * Math.log10(peakAt(grid.transform[0]) / accuracy.rmse);
      measured.push({ product, accuracy, slopeRmse, psnr });
    }
  } finally {
    await files.close();
  }
  return measured;
}

type Each = (use: (window: Window) => Promise<void>) => Promise<void>;

/** What the paper's signal-to-noise ratios refer to at 8 and at 3 m. */
const peakAt = (pixel: number): number => (pixel < 5 ? 933 : 929);

async function heightAccuracy(
  { definition: { grid, config } }: EnhanceJob,
  product: Product,
  files: DtmFiles,
  each: Each,
  signal: AbortSignal,
): Promise<Accuracy> {
  const [heights, truth, dtm] = ([product, 'truth', 'dtm'] as const).map((name) => files.on(grid, name));
  const mask = config.inputs.mask === undefined ? null : files.on(grid, 'mask');
  return accuracyByPasses(mask === null ? 0 : LAND_USE_CLASSES.length, async (pass) => {
    const state = createAccuracyState(pass);
    await each(async (window) => {
      const dh = await heights!(window, signal);
      const [known, wanted] = [await truth!(window, signal), await dtm!(window, signal)];
      for (let i = 0; i < dh.length; i++) dh[i] = Number.isNaN(wanted[i]!) ? Number.NaN : dh[i]! - known[i]!;
      addTile(pass, state, dh, mask === null ? null : classesOf(await mask(window, signal), dh.length));
    });
    return state;
  });
}

/** Class of every pixel from planes of 0 and 1. */
function classesOf(planes: Float32Array, pixels: number): Uint8Array {
  const classes = new Uint8Array(pixels).fill(NO_CLASS);
  planes.forEach((value, i) => {
    if (value > 0) classes[i % pixels] = Math.floor(i / pixels);
  });
  return classes;
}

const SLOPE = { zFactor: 1, edges: 'nodata', product: { kind: 'slope', unit: 'degree' } } as const;

async function slopeError(
  { definition: { grid } }: EnhanceJob,
  product: Product,
  files: DtmFiles,
  each: Each,
  signal: AbortSignal,
): Promise<number> {
  const [heights, truth, dtm] = ([product, 'truth', 'dtm'] as const).map((name) => files.on(grid, name));
  let [count, squares] = [0, 0];
  await each(async (window) => {
    const wide = expand(window, uniformMargin(1));
    const made = await dtm!(wide, signal);
    const valid = cropMargin(made, wide.width, wide.height, uniformMargin(1));
    const slopes: Float32Array[] = [];
    for (const read of [heights!, truth!]) {
      const padded = await read(wide, signal);
      slopes.push((await terrainWindow(padded, grid, window, SLOPE, files.compute)) as Float32Array);
    }
    const [found, known] = slopes as [Float32Array, Float32Array];
    for (let i = 0; i < found.length; i++) {
      const d = found[i]! - known[i]!;
      if (Number.isNaN(d) || Number.isNaN(valid[i]!)) continue;
      count++;
      squares += d * d;
    }
  });
  return Math.sqrt(squares / count);
}
