import { type GeoTransform, invert, toMap } from '../../core/geo-transform.js';
import type { Grid } from '../../core/georef.js';
import type { Raster } from '../../core/raster.js';
import { metresPerUnit } from '../../geo/ground-size.js';
import type { WindowSource } from '../../resample/resample-window.js';
import { bilinear } from '../../terrain/bilinear.js';
import type { ControlHeight, ControlTask, ObservationShared } from './adjust-task.js';

/** Points over a footprint, and the part of them that must have a height. */
const SPIRAL = 64;
const LEAST_VALID = 0.8;

/** Radius in pixels within which slope and noise are taken at least. */
const LEAST_RADIUS = 2.5;

/**
 * Heights of a scene at control points, averaged over the footprint of each: at its corrected position, and as the scene is
 * given. Points that lie near each other are read from the same blocks.
 */
export async function measureControl(
  { scene: number, points, plan }: ControlTask,
  source: WindowSource,
  { scenes, footprint }: Pick<ObservationShared, 'scenes' | 'footprint'>,
  signal: AbortSignal,
): Promise<ControlHeight[]> {
  const { grid } = scenes[number]!;
  const toRaw = invert(plan);
  const disc = spiral(grid, footprint);
  const results: ControlHeight[] = [];
  for (const [index, { x, y }] of points.entries()) {
    const [rawX, rawY] = toMap(toRaw, x, y);
    const found = await measurePoint(source, grid, disc, rawX, rawY, signal);
    const moved = rawX !== x || rawY !== y;
    const raw = moved ? await measurePoint(source, grid, disc, x, y, signal) : found;
    results.push({ index, ...found, raw: raw.h });
  }
  return results;
}

/** Offsets in pixels, of equal area in the disc (Vogel 1979). */
interface Disc {
  readonly cols: Float64Array;
  readonly rows: Float64Array;
  /** Pixels. */
  readonly radius: number;
  /** Metres per pixel. */
  readonly cell: number;
}

function spiral(grid: Grid, diameter: number): Disc {
  const { transform } = grid;
  const [, latDeg] = toMap(transform, grid.width / 2, grid.height / 2);
  const metres = metresPerUnit(grid, latDeg);
  const toPixel: GeoTransform = invert(transform);
  const golden = Math.PI * (3 - Math.sqrt(5));
  const count = diameter === 0 ? 1 : SPIRAL;
  const cols = new Float64Array(count);
  const rows = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    const r = (diameter / 2) * Math.sqrt((i + 0.5) / count);
    const [x, y] = [(r * Math.cos(i * golden)) / metres.x, (r * Math.sin(i * golden)) / metres.y];
    cols[i] = toPixel[0] * x + toPixel[1] * y;
    rows[i] = toPixel[3] * x + toPixel[4] * y;
  }
  const cell = Math.hypot(transform[0] * metres.x, transform[3] * metres.y);
  return { cols, rows, radius: Math.max(LEAST_RADIUS, diameter / 2 / cell), cell };
}

async function measurePoint(
  source: WindowSource,
  grid: Grid,
  disc: Disc,
  x: number,
  y: number,
  signal: AbortSignal,
): Promise<Omit<ControlHeight, 'index' | 'raw'>> {
  const [col, row] = toMap(invert(grid.transform), x, y);
  if (!(col >= 0 && row >= 0 && col < grid.width && row < grid.height)) return MISSING;
  const reach = Math.ceil(disc.radius) + 1;
  const window = {
    col: Math.floor(col) - reach,
    row: Math.floor(row) - reach,
    width: 2 * reach + 1,
    height: 2 * reach + 1,
  };
  const raster = await source.readRaster(window, { signal });
  const [c, r] = [col - window.col, row - window.row];
  let [sum, count] = [0, 0];
  for (let i = 0; i < disc.cols.length; i++) {
    const h = bilinear(raster, c + disc.cols[i]!, r + disc.rows[i]!);
    if (Number.isNaN(h)) continue;
    sum += h;
    count++;
  }
  const plane = fitPlane(raster);
  if (plane === null || count < LEAST_VALID * disc.cols.length) return MISSING;
  const slopeDeg = (Math.atan(Math.hypot(plane.perCol, plane.perRow) / disc.cell) * 180) / Math.PI;
  const samples = Math.max(1, Math.PI * (disc.cols.length === 1 ? 0.5 : disc.radius) ** 2);
  return { h: sum / count, sigma: plane.rms / Math.sqrt(samples), slopeDeg };
}

const MISSING = { h: null, sigma: 0, slopeDeg: 0 } as const;

/** Least-squares plane through the samples of a small window: slopes per pixel, and the rms about it. */
function fitPlane({
  width,
  height,
  data,
}: Raster): { readonly perCol: number; readonly perRow: number; readonly rms: number } | null {
  let [n, mz, mc, mr, cc, cr, rr, cz, rz, zz] = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
  const origin = data.find((h) => !Number.isNaN(h)) ?? 0;
  for (let i = 0; i < width * height; i++) {
    const z = data[i]! - origin;
    if (Number.isNaN(z)) continue;
    const [c, r] = [(i % width) - (width - 1) / 2, Math.floor(i / width) - (height - 1) / 2];
    n++;
    mz += z;
    mc += c;
    mr += r;
    cc += c * c;
    cr += c * r;
    rr += r * r;
    cz += c * z;
    rz += r * z;
    zz += z * z;
  }
  if (n < 0.5 * width * height) return null;
  const [sxx, sxy, syy] = [cc - (mc * mc) / n, cr - (mc * mr) / n, rr - (mr * mr) / n];
  const [sxz, syz, szz] = [cz - (mc * mz) / n, rz - (mr * mz) / n, zz - (mz * mz) / n];
  const determinant = sxx * syy - sxy * sxy;
  const perCol = (syy * sxz - sxy * syz) / determinant;
  const perRow = (sxx * syz - sxy * sxz) / determinant;
  return { perCol, perRow, rms: Math.sqrt(Math.max(0, szz - perCol * sxz - perRow * syz) / n) };
}
