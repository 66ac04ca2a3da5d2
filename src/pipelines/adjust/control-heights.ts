import { type GeoTransform, invert, toMap } from '../../core/geo-transform.js';
import type { Grid } from '../../core/georef.js';
import { metresPerUnit } from '../../geo/ground-size.js';
import type { WindowSource } from '../../resample/resample-window.js';
import { bilinear } from '../../terrain/bilinear.js';
import type { ControlHeight, ControlTask, ObservationShared } from './adjust-task.js';
import { groundPlane } from './ground-plane.js';

/** Points over a footprint, in pairs, and the part of them that must have a height. */
const PAIRS = 32;
const LEAST_VALID = 0.8;

/** Pixels that carry one independent value, roughly: noise of neighbours is alike. */
const CORRELATED = 4;

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

/**
 * Offsets in pixels, of equal area in the disc (Vogel 1979). Each has its opposite: the spiral's own centre of gravity lies
 * about 1 % of the radius beside the disc's, and on slopes the heights would be those of a place beside it.
 */
interface Disc {
  readonly cols: Float64Array;
  readonly rows: Float64Array;
  /** Pixels. */
  readonly radius: number;
  /** Per map unit. */
  readonly metres: { readonly x: number; readonly y: number };
}

function spiral(grid: Grid, diameter: number): Disc {
  const { transform } = grid;
  const [, latDeg] = toMap(transform, grid.width / 2, grid.height / 2);
  const metres = metresPerUnit(grid, latDeg);
  const toPixel: GeoTransform = invert(transform);
  const golden = Math.PI * (3 - Math.sqrt(5));
  const pairs = diameter === 0 ? 0 : PAIRS;
  const cols = new Float64Array(Math.max(1, 2 * pairs));
  const rows = new Float64Array(cols.length);
  for (let i = 0; i < pairs; i++) {
    const r = (diameter / 2) * Math.sqrt((i + 0.5) / pairs);
    const [x, y] = [(r * Math.cos(i * golden)) / metres.x, (r * Math.sin(i * golden)) / metres.y];
    cols[2 * i] = toPixel[0] * x + toPixel[1] * y;
    rows[2 * i] = toPixel[3] * x + toPixel[4] * y;
    cols[2 * i + 1] = -cols[2 * i]!;
    rows[2 * i + 1] = -rows[2 * i]!;
  }
  const cell = Math.hypot(transform[0] * metres.x, transform[3] * metres.y);
  return { cols, rows, radius: Math.max(LEAST_RADIUS, diameter / 2 / cell), metres };
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
  const plane = groundPlane(raster.data, (i) => {
    const line = Math.floor(i / window.width);
    return toMap(grid.transform, window.col + i - line * window.width + 0.5, window.row + line + 0.5);
  });
  if (plane === null || count < LEAST_VALID * disc.cols.length) return MISSING;
  const { slope, rms } = plane;
  const steepness = Math.hypot(slope[0] / disc.metres.x, slope[1] / disc.metres.y);
  const slopeDeg = (Math.atan(steepness) * 180) / Math.PI;
  const pixels = Math.PI * (disc.cols.length === 1 ? 0.5 : disc.radius) ** 2;
  const samples = Math.max(1, pixels / CORRELATED);
  return { h: sum / count, sigma: rms / Math.sqrt(samples), slope, slopeDeg };
}

const MISSING = { h: null, sigma: 0, slope: [0, 0], slopeDeg: 0 } as const;
