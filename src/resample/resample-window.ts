import { throwIfAborted } from '../core/errors.js';
import type { Compute } from '../core/kernel.js';
import { gridWindow, type Raster } from '../core/raster.js';
import type { RasterSource } from '../core/raster-source.js';
import { fullWindow, intersect, type Window } from '../core/window.js';
import {
  type ResampleMethod,
  type ResampleParams,
  resampleGather,
  resampleSeparable,
} from '../kernels/resample/index.js';
import { positionsWindow } from './source-window.js';
import type { Positions, Warp } from './warp.js';

/** What resampling needs of a source: windows as heights, NaN where missing. */
export type WindowSource = Pick<RasterSource, 'readRaster'>;

/**
 * Largest source window that is read at once, in samples (64 MiB). A target window that needs more is done in halves,
 * quarters, ...; a single target pixel that needs more than this still gets it.
 */
const MAX_SOURCE_SAMPLES = 2 ** 24;

/**
 * A window of the target grid, resampled from the source; NaN where the source has nothing. The window may reach outside the
 * target. Samples are copied untouched where the grids lie on one lattice (except by `cubicspline`, which smooths).
 * A sample does not depend on the window that it is computed in, nor on the back end: same bytes for any tiling.
 * Heights keep the vertical datum of the source, and the result says so.
 */
export async function resampleWindow(
  source: WindowSource,
  warp: Warp,
  window: Window,
  method: ResampleMethod,
  compute: Compute,
  signal: AbortSignal,
): Promise<Raster> {
  throwIfAborted(signal);
  const { width, height, transform } = gridWindow(warp.target, window);
  const crs = { ...warp.target.crs, vertical: warp.source.crs.vertical };
  const job: Job = { source, warp, method, compute, signal };
  const copied = warp.shift !== null && method !== 'cubicspline';
  const data = copied ? await copyShifted(job, window, warp.shift) : await resampleBounded(job, window);
  return { width, height, data, georef: { transform, crs } };
}

interface Job {
  readonly source: WindowSource;
  readonly warp: Warp;
  readonly method: ResampleMethod;
  readonly compute: Compute;
  readonly signal: AbortSignal;
}

async function copyShifted(
  job: Job,
  window: Window,
  shift: { readonly cols: number; readonly rows: number },
): Promise<Float32Array> {
  const shifted = { ...window, col: window.col + shift.cols, row: window.row + shift.rows };
  if (intersect(shifted, fullWindow(job.warp.source)) === null) return missing(window);
  return (await job.source.readRaster(shifted, { signal: job.signal })).data;
}

function missing(window: Window): Float32Array {
  return new Float32Array(window.width * window.height).fill(Number.NaN);
}

async function resampleBounded(job: Job, window: Window): Promise<Float32Array> {
  const positions = job.warp.positions(window);
  const needed = positionsWindow(job.warp, positions, job.method);
  if (needed === null) return missing(window);
  const divisible = window.width > 1 || window.height > 1;
  if (needed.width * needed.height <= MAX_SOURCE_SAMPLES || !divisible) {
    return resamplePositions(job, positions, needed);
  }
  const [first, second] = halves(window);
  const data = missing(window);
  for (const half of [first, second]) {
    throwIfAborted(job.signal);
    paste(await resampleBounded(job, half), half, data, window);
  }
  return data;
}

function halves(w: Window): [Window, Window] {
  if (w.width >= w.height) {
    const width = w.width >> 1;
    return [
      { ...w, width },
      { ...w, col: w.col + width, width: w.width - width },
    ];
  }
  const height = w.height >> 1;
  return [
    { ...w, height },
    { ...w, row: w.row + height, height: w.height - height },
  ];
}

function paste(part: Float32Array, at: Window, data: Float32Array, window: Window): void {
  for (let r = 0; r < at.height; r++) {
    const line = part.subarray(r * at.width, (r + 1) * at.width);
    data.set(line, (at.row - window.row + r) * window.width + at.col - window.col);
  }
}

async function resamplePositions(job: Job, positions: Positions, needed: Window): Promise<Float32Array> {
  const { warp, method, compute, signal } = job;
  const { data } = await job.source.readRaster(needed, { signal });
  const params: ResampleParams = {
    method,
    sourceWidth: needed.width,
    sourceHeight: needed.height,
    scaleX: warp.scaleX,
    scaleY: warp.scaleY,
  };
  const inputs = { source: data, x: relative(positions.x, needed.col), y: relative(positions.y, needed.row) };
  const { values } =
    positions.kind === 'separable'
      ? await compute.run(resampleSeparable, inputs, params, signal)
      : await compute.run(resampleGather, inputs, params, signal);
  return values;
}

/** Positions in the window that was read, in place: exact, because positions are multiples of 2^-24 pixel. */
function relative(positions: Float64Array, offset: number): Float64Array {
  if (offset !== 0) for (let i = 0; i < positions.length; i++) positions[i] = positions[i] - offset;
  return positions;
}
