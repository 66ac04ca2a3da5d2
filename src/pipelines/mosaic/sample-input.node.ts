import type { Compute } from '../../core/kernel.js';
import type { Raster } from '../../core/raster.js';
import type { Window } from '../../core/window.js';
import type { ResampleMethod } from '../../kernels/resample/index.js';
import { resampleWindow, type WindowSource } from '../../resample/resample-window.js';
import type { Warp } from '../../resample/warp.js';
import { roundPieces } from './round-grid.js';

/** Samples of a raster on a window of the mosaic, across the seam of one that goes round the body. */
export async function sampleOn(
  source: WindowSource,
  warp: Warp,
  window: Window,
  method: ResampleMethod,
  compute: Compute,
  signal: AbortSignal,
): Promise<Float32Array> {
  const pieces = roundPieces(warp.source, warp.target, window);
  const read = async (part: Window): Promise<Float32Array> =>
    (await resampleWindow(source, warp, part, method, compute, signal)).data;
  if (pieces.length === 1) return read(moved(pieces[0].window, pieces[0].shift));
  const out = new Float32Array(window.width * window.height);
  for (const { window: part, shift } of pieces) {
    paste(await read(moved(part, shift)), part, out, window);
  }
  return out;
}

/** 1 where a pixel's centre lies in the raster, valid or not. */
export function insideOn(warp: Warp, window: Window): Uint8Array {
  const inside = new Uint8Array(window.width * window.height);
  for (const { window: part, shift } of roundPieces(warp.source, warp.target, window)) {
    paste(insidePlain(warp, moved(part, shift)), part, inside, window);
  }
  return inside;
}

function insidePlain({ source, positions }: Warp, window: Window): Uint8Array {
  const { kind, x, y } = positions(window);
  const inside = new Uint8Array(window.width * window.height);
  for (let row = 0, i = 0; row < window.height; row++) {
    for (let col = 0; col < window.width; col++, i++) {
      const px = x[kind === 'separable' ? col : i];
      const py = y[kind === 'separable' ? row : i];
      // NaN, where there is no position, fails every comparison.
      if (px >= 0 && px < source.width && py >= 0 && py < source.height) inside[i] = 1;
    }
  }
  return inside;
}

/** The source with samples no larger than the threshold missing. */
export function aboveThreshold(source: WindowSource, threshold: number | null): WindowSource {
  if (threshold === null) return source;
  return {
    async readRaster(window, options): Promise<Raster> {
      const raster = await source.readRaster(window, options);
      return { ...raster, data: raster.data.map((v) => (v <= threshold ? Number.NaN : v)) };
    },
  };
}

function moved(window: Window, cols: number): Window {
  return { ...window, col: window.col + cols };
}

function paste<T extends Float32Array | Uint8Array>(part: T, at: Window, out: T, window: Window): void {
  for (let row = 0; row < at.height; row++) {
    const line = part.subarray(row * at.width, (row + 1) * at.width);
    out.set(line, row * window.width + at.col - window.col);
  }
}
