import type { Alignment } from '../../align/alignment.js';
import { pointsBefore } from '../../align/points-before.js';
import type { Crs } from '../../core/crs.js';
import { throwIfAborted } from '../../core/errors.js';
import { invert, toMap } from '../../core/geo-transform.js';
import type { Grid } from '../../core/georef.js';
import type { Compute } from '../../core/kernel.js';
import type { RasterSource } from '../../core/raster-source.js';
import { expand, uniformMargin, type Window } from '../../core/window.js';
import { geographicOf } from '../../geo/geographic-crs.js';
import { createTransform } from '../../geo/transform.js';
import { openRaster } from '../../io/open.node.js';
import type { PointChunk } from '../../io/points/point-parser.js';
import type { HeightShift } from '../../product/height-shift.js';
import { loadVerticalShift, notCovered } from '../../product/height-shift.node.js';
import { centreLongitude, turnsTowards } from '../../resample/longitude.js';
import { bilinear } from '../../terrain/bilinear.js';
import { slopeClasses } from '../../terrain/slope-classes.js';
import { terrainWindow } from '../../terrain/terrain-window.js';
import type { ComparedDem } from './compare-task.js';

/** What a DEM says at control points, in their order. */
export interface PointSamples {
  /** Position in the DEM's pixels (corner convention), before its motion; NaN where the point has none. */
  readonly cols: Float64Array;
  readonly rows: Float64Array;
  /** Height of the DEM, bilinear, in the common vertical datum; NaN outside and where a neighbour is missing. */
  readonly heights: Float64Array;
  /** Slope class of the DEM at the nearest pixel. */
  readonly classes: Uint8Array;
  /** Points outside the DEM. */
  readonly outside: number;
}

/** Owns an open DEM: close it. */
export interface PointSampler {
  sample(points: Pick<PointChunk, 'x' | 'y' | 'h'>, signal: AbortSignal): Promise<PointSamples>;
  close(): Promise<void>;
}

/** Side of the cells in which points are looked up together, pixels: a block of a COG. */
const CELL = 512;
const HALO = uniformMargin(1);
const SLOPE = { zFactor: 1, edges: 'nodata', product: { kind: 'slope', unit: 'degree' } } as const;

/**
 * Prepares a DEM for lookups at points of a CRS, whose heights are in the common vertical datum; a DEM that moves is looked up where the
 * points were before. Throws `geometry` for a rotated DEM or another body.
 */
export async function openPointSampler(
  { path, grid, shift, motion }: ComparedDem,
  crs: Crs,
  compute: Compute,
): Promise<PointSampler> {
  const geographic = geographicOf(grid.crs);
  const where = motion === null ? crs : geographic;
  const before = motion === null ? null : createMoveBack(crs, geographic, motion.alignment);
  const place = createPlacement(where, grid);
  const shiftAt = await createPointShift(shift, where);
  const source = await openRaster(path);
  return {
    async sample(points, signal) {
      const { x, y, added } = before?.(points) ?? { ...points, added: null };
      const { cols, rows } = place(x, y);
      const heights = new Float64Array(x.length).fill(Number.NaN);
      const slopes = new Float32Array(x.length).fill(Number.NaN);
      const { cells, inside } = groupByCell(cols, rows, grid);
      for (const { window, members } of cells) {
        throwIfAborted(signal);
        const around = await readAround(source, window, signal);
        const cellSlopes = (await terrainWindow(around.data, grid, window, SLOPE, compute)) as Float32Array;
        for (const i of members) {
          const [col, row] = [cols[i] - window.col, rows[i] - window.row];
          heights[i] = bilinear(around, col + 1, row + 1);
          slopes[i] = cellSlopes[Math.floor(row) * window.width + Math.floor(col)];
        }
      }
      shiftAt(x, y, heights);
      if (added !== null) for (let i = 0; i < heights.length; i++) heights[i] += added[i];
      return { cols, rows, heights, classes: slopeClasses(slopes), outside: x.length - inside };
    },
    close: () => source.close(),
  };
}

function createMoveBack(crs: Crs, geographic: Crs, alignment: Alignment) {
  const transform = createTransform(crs, geographic);
  return ({ x, y, h }: Pick<PointChunk, 'x' | 'y' | 'h'>) => {
    const [lons, lats] = [x.slice(), y.slice()];
    transform.forward(lons, lats);
    const { lonDeg, latDeg, added } = pointsBefore(lons, lats, h, geographic.ellipsoid, alignment);
    return { x: lonDeg, y: latDeg, added };
  };
}

function createPlacement(crs: Crs, grid: Grid) {
  const transform = createTransform(crs, grid.crs);
  const toPixel = invert(grid.transform);
  const centre = grid.crs.kind === 'geographic' ? centreLongitude(grid) : null;
  return (x: Float64Array, y: Float64Array): { cols: Float64Array; rows: Float64Array } => {
    const cols = x.slice();
    const rows = y.slice();
    transform.forward(cols, rows);
    for (let i = 0; i < cols.length; i++) {
      const mapX = centre === null ? cols[i] : cols[i] + 360 * turnsTowards(centre, cols[i]);
      const [col, row] = toMap(toPixel, mapX, rows[i]);
      cols[i] = col;
      rows[i] = row;
    }
    return { cols, rows };
  };
}

/** Adds the conversion of the vertical datum at the points where there is a height, in place. */
export async function createPointShift(
  shift: HeightShift | null,
  crs: Crs,
): Promise<(x: Float64Array, y: Float64Array, heights: Float64Array) => void> {
  if (shift === null) return () => {};
  const vertical = await loadVerticalShift(shift);
  const toGeographic = createTransform(crs, geographicOf(crs));
  return (x, y, heights) => {
    for (let i = 0; i < heights.length; i++) {
      if (Number.isNaN(heights[i])) continue;
      const [lonDeg, latDeg] = toGeographic.forwardPoint(x[i], y[i]);
      const added = vertical.shift(lonDeg, latDeg);
      if (Number.isNaN(added)) throw notCovered(shift, lonDeg, latDeg);
      heights[i] = heights[i] + added;
    }
  };
}

interface Cell {
  readonly window: Window;
  /** Indices of its points. */
  readonly members: readonly number[];
}

/** Points by the cell of the DEM that they lie in, so that every cell is read once. */
function groupByCell(
  cols: Float64Array,
  rows: Float64Array,
  { width, height }: Grid,
): { readonly cells: readonly Cell[]; readonly inside: number } {
  const perRow = Math.ceil(width / CELL);
  const byCell = new Map<number, number[]>();
  let inside = 0;
  for (let i = 0; i < cols.length; i++) {
    if (!(cols[i] >= 0 && cols[i] < width && rows[i] >= 0 && rows[i] < height)) continue;
    inside++;
    const key = Math.floor(rows[i] / CELL) * perRow + Math.floor(cols[i] / CELL);
    const members = byCell.get(key);
    if (members === undefined) byCell.set(key, [i]);
    else members.push(i);
  }
  const cells = [...byCell.keys()]
    .sort((a, b) => a - b)
    .map((key) => {
      const col = (key % perRow) * CELL;
      const row = Math.floor(key / perRow) * CELL;
      const window = { col, row, width: Math.min(CELL, width - col), height: Math.min(CELL, height - row) };
      return { window, members: byCell.get(key)! };
    });
  return { cells, inside };
}

/** Heights of a window with one pixel more on every side. */
async function readAround(
  source: RasterSource,
  window: Window,
  signal: AbortSignal,
): Promise<{ readonly width: number; readonly height: number; readonly data: Float32Array }> {
  const { width, height, data } = await source.readRaster(expand(window, HALO), { signal });
  return { width, height, data };
}
