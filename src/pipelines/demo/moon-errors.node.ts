import type { Compute } from '../../core/kernel.js';
import type { Raster } from '../../core/raster.js';
import { fullWindow } from '../../core/window.js';
import { createNodeCompute } from '../../kernels/select.node.js';
import type { JobContext } from '../../product/job-context.js';
import { terrainWindow } from '../../terrain/terrain-window.js';
import type { MoonFiles } from './demo-files.node.js';
import { readHeights } from './read-heights.node.js';

/** What a comparison of heights does not tell. */
export interface MoonErrors {
  /** RMSE in degrees: of the coarse model, of the DTM from all images, and of those from one image each. */
  readonly slopeRmse: readonly number[];
  /** Standard deviation among the DTMs from one image, root mean square over the scene, in metres. */
  readonly spread: number;
}

/** Slopes of coarse model and DTMs held against the true ones, on the grid of the truth, from their height errors there. */
export async function moonErrors(
  { truth: path, coarse, dtm, singles, dh }: MoonFiles,
  { signal, settings }: JobContext,
): Promise<MoonErrors> {
  const compute = await createNodeCompute(settings.backend);
  try {
    const truth = await readHeights(path, signal);
    const trueSlope = await slopeOf(truth, compute);
    const slopeRmse: number[] = [];
    for (const model of [coarse, dtm, ...singles]) {
      const errors = await readHeights(dh(model), signal);
      slopeRmse.push(rmsDifference(await slopeOf(plus(truth, errors), compute), trueSlope));
    }
    const alone = await Promise.all(singles.map((model) => readHeights(dh(model), signal)));
    return { slopeRmse, spread: spreadOf(alone.map(({ data }) => data)) };
  } finally {
    await compute.close();
  }
}

/** A model from its error on the same grid. */
export function plus(truth: Raster, error: Raster): Raster {
  return { ...truth, data: truth.data.map((h, i) => h + error.data[i]!) };
}

/** Degrees; NaN where missing, and on the border. */
async function slopeOf({ width, height, data, georef }: Raster, compute: Compute): Promise<Float32Array> {
  const wide = width + 2;
  const padded = new Float32Array(wide * (height + 2)).fill(Number.NaN);
  for (let row = 0; row < height; row++) {
    padded.set(data.subarray(row * width, (row + 1) * width), (row + 1) * wide + 1);
  }
  const grid = { width, height, ...georef };
  const product = { kind: 'slope', unit: 'degree' } as const;
  const options = { zFactor: 1, edges: 'nodata', product } as const;
  return (await terrainWindow(padded, grid, fullWindow(grid), options, compute)) as Float32Array;
}

function rmsDifference(a: Float32Array, b: Float32Array): number {
  let [sum, count] = [0, 0];
  for (let i = 0; i < a.length; i++) {
    const d = a[i]! - b[i]!;
    if (Number.isNaN(d)) continue;
    sum += d * d;
    count++;
  }
  return Math.sqrt(sum / count);
}

function spreadOf(planes: readonly Float32Array[]): number {
  let [sum, count] = [0, 0];
  for (let i = 0; i < planes[0]!.length; i++) {
    const values = planes.map((plane) => plane[i]!);
    const mean = values.reduce((a, b) => a + b, 0) / values.length;
    if (Number.isNaN(mean)) continue;
    sum += values.reduce((a, b) => a + (b - mean) ** 2, 0) / values.length;
    count++;
  }
  return Math.sqrt(sum / count);
}
