import type { Grid } from '../core/georef.js';
import type { Compute } from '../core/kernel.js';
import type { Window } from '../core/window.js';
import { hillshade } from '../kernels/hillshade/index.js';
import { extrapolateHalo, type HornParams } from '../kernels/horn/index.js';
import { slope } from '../kernels/slope/index.js';
import { cellSizeAt, ROWS_PER_CELL_SIZE } from './cell-size.js';
import type { SunOptions } from './hillshade-variants.js';
import { type LocalProduct, measureOf } from './local-product.js';
import { measureNeighbourhoods } from './neighbourhoods.js';

/** Products that the chosen back end computes, with Horn's gradient. */
type KernelProduct =
  | ({ readonly kind: 'hillshade'; readonly variant?: 'regular'; readonly basis?: 'horn' } & SunOptions)
  | { readonly kind: 'slope'; readonly unit: 'degree' | 'percent'; readonly basis?: 'horn' };

export type TerrainProduct = KernelProduct | LocalProduct;

/** Which product of a DEM, and how. */
export interface TerrainOptions {
  /** Vertical exaggeration of hillshade and slope; the others have none. */
  readonly zFactor: number;
  readonly edges: HornParams['edges'];
  readonly product: TerrainProduct;
}

/** Whether the chosen back end computes a product; the others are computed in plain TypeScript on all of them. */
export function hasKernel(product: TerrainProduct): product is KernelProduct {
  if (product.kind !== 'hillshade' && product.kind !== 'slope') return false;
  const isRegular = product.kind === 'slope' || (product.variant ?? 'regular') === 'regular';
  return isRegular && (product.basis ?? 'horn') === 'horn';
}

/**
 * Hillshade (uint8, 0 missing) or another product (float32, NaN missing) of one window of a grid. `padded` holds the
 * window's heights with one pixel more on every side, NaN outside the raster; it is changed when edges are computed.
 */
export async function terrainWindow(
  padded: Float32Array,
  grid: Grid,
  window: Window,
  options: TerrainOptions,
  compute: Compute,
): Promise<Uint8Array | Float32Array> {
  const width = window.width + 2;
  if (options.edges === 'compute') {
    extrapolateHalo(padded, width, window.height + 2, {
      left: window.col === 0,
      top: window.row === 0,
      right: window.col + window.width === grid.width,
      bottom: window.row + window.height === grid.height,
    });
  }
  const length = window.width * window.height;
  const out = options.product.kind === 'hillshade' ? new Uint8Array(length) : new Float32Array(length);
  for (const { first, count } of rowGroups(grid, window)) {
    const heights = padded.subarray(first * width, (first + count + 2) * width);
    const { cellX, cellY } = cellSizeAt(grid, window.row + first);
    const size = { width, height: count + 2, cellX, cellY, zFactor: options.zFactor, edges: options.edges };
    out.set(await computeRows(heights, size, options.product, compute), first * window.width);
  }
  return out;
}

async function computeRows(
  heights: Float32Array,
  size: HornParams,
  product: TerrainProduct,
  compute: Compute,
): Promise<Uint8Array | Float32Array> {
  if (!hasKernel(product)) {
    const length = (size.width - 2) * (size.height - 2);
    const out = product.kind === 'hillshade' ? new Uint8Array(length) : new Float32Array(length);
    measureNeighbourhoods(heights, size, measureOf(product, size), out);
    return out;
  }
  if (product.kind === 'slope') {
    return (await compute.run(slope, { heights }, { ...size, unit: product.unit })).slope;
  }
  const { azimuthDeg, altitudeDeg } = product;
  return (await compute.run(hillshade, { heights }, { ...size, azimuthDeg, altitudeDeg })).shade;
}

/** Runs of the window's rows (relative to it) that share a cell size: one on projected grids. */
function rowGroups(grid: Grid, window: Window): { readonly first: number; readonly count: number }[] {
  if (grid.crs.kind === 'projected') return [{ first: 0, count: window.height }];
  const groups = [];
  for (let first = 0; first < window.height; ) {
    const untilNext = ROWS_PER_CELL_SIZE - ((window.row + first) % ROWS_PER_CELL_SIZE);
    const count = Math.min(untilNext, window.height - first);
    groups.push({ first, count });
    first += count;
  }
  return groups;
}
