import { toMap } from '../../core/geo-transform.js';
import type { Compute } from '../../core/kernel.js';
import { gridWindow, type Raster } from '../../core/raster.js';
import type { RasterSource } from '../../core/raster-source.js';
import { expand, fullWindow, uniformMargin, type Window } from '../../core/window.js';
import { metresPerUnit } from '../../geo/ground-size.js';
import { gridOf } from '../../product/inputs.node.js';
import { createWarp } from '../../resample/create-warp.js';
import { resampleWindow } from '../../resample/resample-window.js';
import { type Profile, sampleProfile } from '../../terrain/profile.js';
import { terrainWindow } from '../../terrain/terrain-window.js';

/** Clockwise from grid north, and above the horizon. */
export interface Sun {
  readonly azimuthDeg: number;
  readonly altitudeDeg: number;
}

/** Hillshade of a raster under a Sun, 1 to 255, 0 where missing. */
export async function shadeUnder(raster: Raster, sun: Sun, compute: Compute): Promise<Uint8Array> {
  const { width, height, data, georef } = raster;
  const wide = width + 2;
  const padded = new Float32Array(wide * (height + 2)).fill(Number.NaN);
  for (let row = 0; row < height; row++) {
    padded.set(data.subarray(row * width, (row + 1) * width), (row + 1) * wide + 1);
  }
  const product = { kind: 'hillshade', ...sun } as const;
  const grid = { width, height, ...georef };
  const options = { zFactor: 1, edges: 'compute', product } as const;
  return (await terrainWindow(padded, grid, fullWindow(grid), options, compute)) as Uint8Array;
}

/** Heights of the reference at the pixels of a raster. */
export async function referenceOn(
  reference: RasterSource,
  { width, height, georef }: Raster,
  compute: Compute,
  signal: AbortSignal,
): Promise<Raster> {
  const grid = { width, height, ...georef };
  const warp = createWarp(gridOf(reference.info), grid);
  return resampleWindow(reference, warp, fullWindow(grid), 'cubic', compute, signal);
}

/** Side of the part that is shown pixel by pixel. */
const DETAIL = 512;

/** The middle of a raster at full resolution. */
export function middleOf({ width, height }: { readonly width: number; readonly height: number }): Window {
  const [w, h] = [Math.min(DETAIL, width), Math.min(DETAIL, height)];
  return { col: (width - w) >> 1, row: (height - h) >> 1, width: w, height: h };
}

/** Most places along a profile. */
const MOST_PLACES = 2000;

/** Heights of DTM and reference along the middle row or column of the DTM. */
export async function profilesAlong(
  direction: 'row' | 'column',
  dtm: RasterSource,
  reference: RasterSource,
  compute: Compute,
  signal: AbortSignal,
): Promise<{ readonly dtm: Profile; readonly reference: Profile; readonly metresPerUnit: number }> {
  const grid = gridOf(dtm.info);
  const { width, height } = grid;
  const isRow = direction === 'row';
  const line: Window = isRow
    ? { col: 0, row: height >> 1, width, height: 1 }
    : { col: width >> 1, row: 0, width: 1, height };
  const [first, last] = isRow
    ? [toMap(grid.transform, 0.5, line.row + 0.5), toMap(grid.transform, width - 0.5, line.row + 0.5)]
    : [toMap(grid.transform, line.col + 0.5, 0.5), toMap(grid.transform, line.col + 0.5, height - 0.5)];
  const count = Math.min(MOST_PLACES, Math.max(2, isRow ? width : height));
  // Bilinear sampling between pixel centres looks at the neighbours.
  const window = expand(line, uniformMargin(1));
  const fine = await dtm.readRaster(window, { signal });
  const around = gridWindow(grid, window);
  const smooth = await resampleWindow(
    reference,
    createWarp(gridOf(reference.info), around),
    fullWindow(around),
    'cubic',
    compute,
    signal,
  );
  const perUnit = metresPerUnit(grid, (first[1] + last[1]) / 2);
  return {
    dtm: sampleProfile(fine, first, last, count),
    reference: sampleProfile(smooth, first, last, count),
    metresPerUnit: isRow ? perUnit.x : perUnit.y,
  };
}
