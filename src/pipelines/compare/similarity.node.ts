import { throwIfAborted } from '../../core/errors.js';
import type { Grid } from '../../core/georef.js';
import { expand, fullWindow, uniformMargin, type Window } from '../../core/window.js';
import { createTileGrid, listTiles } from '../../plan/tile-grid.js';
import type { JobContext } from '../../product/job-context.js';
import { type SlopeAgreement, slopeAgreement } from '../../terrain/effective-resolution.js';
import { SSIM_HALO, ssimSum } from '../../terrain/ssim.js';
import type { CompareTask } from './compare-task.js';
import { type DemReader, withBoth } from './dem-reader.node.js';
import type { Similarity } from './result.js';

/** Side of the windows whose SSIM is taken at a time. */
const WINDOW = 512;
/** Side and number of the windows that the effective resolution is taken from, evenly spread over the grid. */
const SPECTRUM_SIDE = 512;
const SPECTRA_PER_AXIS = 4;
/** Rows between the windows where they are stacked: a multiple of the step of the spectra, so that these keep their places. */
const GAP = 128;

/**
 * SSIM over all pixels, and the effective resolution from at most 16 windows of 512 x 512 pixels: reads both DEMs once more, with
 * bounded memory.
 */
export function similarityOf(
  task: CompareTask,
  [lowest, highest]: readonly [number, number],
  rmse: number,
  context: JobContext,
): Promise<Similarity> {
  const range = highest - lowest;
  return withBoth(task, context.settings.backend, async (tested, reference) => ({
    ...peakSignal(range, rmse),
    ssim: range > 0 ? await ssim(task.grid, { lowest, range }, tested, reference, context) : null,
    resolution: await resolution(task.grid, tested, reference, context.signal),
  }));
}

/** The part that needs no further look at the heights: PSNR = 20 log10(range / RMSE), in dB. */
export function peakSignal(heightRange: number, rmse: number): Pick<Similarity, 'heightRange' | 'psnr'> {
  return { heightRange, psnr: 20 * Math.log10(heightRange / rmse) };
}

async function ssim(
  grid: Grid,
  range: Parameters<typeof ssimSum>[3],
  tested: DemReader,
  reference: DemReader,
  { signal, progress }: JobContext,
): Promise<number | null> {
  const tiles = listTiles(createTileGrid(fullWindow(grid), WINDOW));
  let [sum, count] = [0, 0];
  for (const [i, { window }] of tiles.entries()) {
    throwIfAborted(signal);
    const padded = expand(window, uniformMargin(SSIM_HALO));
    const part = ssimSum(
      await tested.read(padded, signal),
      await reference.read(padded, signal),
      padded.width,
      range,
    );
    sum += part.sum;
    count += part.count;
    progress({ stage: 'similarity', done: i + 1, total: tiles.length });
  }
  return count === 0 ? null : sum / count;
}

async function resolution(
  grid: Grid,
  tested: DemReader,
  reference: DemReader,
  signal: AbortSignal,
): Promise<SlopeAgreement | null> {
  const windows = spreadWindows(grid);
  const stacked = async (dem: DemReader): Promise<Float32Array> => {
    const all = new Float32Array(windows.length * (SPECTRUM_SIDE + GAP) * SPECTRUM_SIDE).fill(Number.NaN);
    for (const [i, window] of windows.entries()) {
      throwIfAborted(signal);
      // Reaching outside the grid, it is filled with missing heights.
      all.set(await dem.read(window, signal), i * (SPECTRUM_SIDE + GAP) * SPECTRUM_SIDE);
    }
    return all;
  };
  return slopeAgreement(await stacked(tested), await stacked(reference), SPECTRUM_SIDE);
}

function spreadWindows({ width, height }: Grid): Window[] {
  const starts = (size: number): number[] => {
    const count = Math.min(SPECTRA_PER_AXIS, Math.max(1, Math.floor(size / SPECTRUM_SIDE)));
    return Array.from({ length: count }, (_, i) =>
      Math.max(0, Math.floor(((i + 0.5) * size) / count - SPECTRUM_SIDE / 2)),
    );
  };
  return starts(height).flatMap((row) =>
    starts(width).map((col) => ({ col, row, width: SPECTRUM_SIDE, height: SPECTRUM_SIDE })),
  );
}
