import { CuestaError } from '../../core/errors.js';
import { toMap } from '../../core/geo-transform.js';
import type { Grid } from '../../core/georef.js';
import { fullWindow, type Window } from '../../core/window.js';
import { geodeticToEcef } from '../../geo/geodetic.js';
import { geographicOf } from '../../geo/geographic-crs.js';
import { createTransform } from '../../geo/transform.js';
import { groundToRadar } from '../geometry/ground-to-radar.js';
import { createRadarPoint } from '../geometry/radar-view.js';
import type { ImageGeometry, PixelPosition } from '../image/image-geometry.js';
import { radarToPixel } from '../image/pixel-position.js';

/**
 * Image positions of the points above a grid, as a function of column, row and height: quadratic in each between nodes that
 * range-Doppler puts exactly.
 */
export interface PixelLattice {
  /** Grid pixels from node to node; a cell has three nodes along each axis. */
  readonly spacing: number;
  /** Grid pixels from the first node to where positions are counted from. */
  readonly left: number;
  readonly top: number;
  /** Cells. */
  readonly cols: number;
  readonly rows: number;
  readonly layers: number;
  /** Height of the lowest nodes, metres above the ellipsoid; {@link STOREY} from node to node. */
  readonly lowest: number;
  /** Column and row for each node: rows, columns, heights from slow to fast. */
  readonly nodes: Float64Array;
  /** Largest error found between the nodes, image pixels. */
  readonly error: number;
}

/** Metres from node to node upwards: the cubic remainder of a slant range over 500 m is below a tenth of a millimetre. */
const STOREY = 256;
/** First spacing tried; curvature of the ground and of the orbit are next to quadratic over it. */
const WIDEST_SPACING = 128;
const NARROWEST_SPACING = 4;
/** Where the cubic remainder of a quadratic through 0, 1, 2 is largest. */
const WORST_PLACE = 1 - 1 / Math.sqrt(3);

/**
 * Puts the nodes over a window of a grid between two heights (metres above the image's ellipsoid), halving their spacing until the
 * error at the worst place of every cell is below `tolerance` (image pixels). Positions count from the corner of the window, nodes from
 * that of the grid and from height 0: windows of one grid that overlap have the same ones. Positions are NaN where the orbit does not see the ground.
 * Throws `numeric` when no spacing is narrow enough.
 */
export function createPixelLattice(
  geometry: ImageGeometry,
  grid: Grid,
  lowest: number,
  highest: number,
  tolerance: number,
  window: Window = fullWindow(grid),
): PixelLattice {
  const exact = exactPosition(geometry, grid);
  const first = 2 * STOREY * Math.floor(lowest / (2 * STOREY));
  const storeys = { lowest: first, layers: Math.max(1, Math.ceil((highest - first) / (2 * STOREY))) };
  for (let spacing = WIDEST_SPACING; spacing >= NARROWEST_SPACING; spacing /= 2) {
    const lattice = fill(exact, window, storeys, spacing);
    const error = worstError(lattice, exact, window);
    if (error <= tolerance) return { ...lattice, error };
  }
  throw new CuestaError('numeric', `Image positions cannot be interpolated to ${tolerance} pixels.`, {
    hint: 'Check the orbit and the timing of the images: positions on the ground are not smooth.',
  });
}

type ExactPosition = (col: number, row: number, height: number, out: PixelPosition) => void;

function exactPosition(geometry: ImageGeometry, grid: Grid): ExactPosition {
  const toGeographic = createTransform(grid.crs, geographicOf(grid.crs));
  const seen = createRadarPoint();
  return (col, row, height, out) => {
    const [lon, lat] = toGeographic.forwardPoint(...toMap(grid.transform, col, row));
    groundToRadar(geometry, ...geodeticToEcef(lon, lat, height, geometry.ellipsoid), seen);
    radarToPixel(geometry, seen.time, seen.range, out);
  };
}

function fill(
  exact: ExactPosition,
  window: Window,
  storeys: Pick<PixelLattice, 'lowest' | 'layers'>,
  spacing: number,
): Omit<PixelLattice, 'error'> {
  const left = window.col % (2 * spacing);
  const top = window.row % (2 * spacing);
  const cols = Math.max(1, Math.ceil((left + window.width) / (2 * spacing)));
  const rows = Math.max(1, Math.ceil((top + window.height) / (2 * spacing)));
  const nodes = new Float64Array((2 * rows + 1) * (2 * cols + 1) * (2 * storeys.layers + 1) * 2);
  const position = { col: 0, row: 0 };
  for (let j = 0, at = 0; j <= 2 * rows; j++) {
    for (let i = 0; i <= 2 * cols; i++) {
      for (let k = 0; k <= 2 * storeys.layers; k++) {
        const h = storeys.lowest + k * STOREY;
        exact(window.col - left + i * spacing, window.row - top + j * spacing, h, position);
        nodes[at++] = position.col;
        nodes[at++] = position.row;
      }
    }
  }
  return { ...storeys, spacing, left, top, cols, rows, nodes };
}

function worstError(lattice: Omit<PixelLattice, 'error'>, exact: ExactPosition, window: Window): number {
  const { spacing, left, top, cols, rows, lowest } = lattice;
  const h = lowest + WORST_PLACE * STOREY;
  const [is, near] = [
    { col: 0, row: 0 },
    { col: 0, row: 0 },
  ];
  let worst = 0;
  for (let j = 0; j < rows; j++) {
    for (let i = 0; i < cols; i++) {
      const col = (2 * i + WORST_PLACE) * spacing - left;
      const row = (2 * j + WORST_PLACE) * spacing - top;
      exact(window.col + col, window.row + row, h, is);
      latticePosition(lattice, col, row, h, near);
      const error = Math.hypot(is.col - near.col, is.row - near.row);
      if (error > worst) worst = error;
    }
  }
  return worst;
}

/** Image position of the point at a height (metres) above a position in the window (corner convention). */
export function latticePosition(
  { spacing, left, top, cols, rows, layers, lowest, nodes }: Omit<PixelLattice, 'error'>,
  col: number,
  row: number,
  height: number,
  out: PixelPosition,
): void {
  const [x0, y0] = [(col + left) / spacing, (row + top) / spacing];
  const i = Math.max(0, Math.min(Math.floor(x0 / 2), cols - 1));
  const j = Math.max(0, Math.min(Math.floor(y0 / 2), rows - 1));
  const u = x0 - 2 * i;
  const v = y0 - 2 * j;
  const z0 = (height - lowest) / STOREY;
  const k = Math.max(0, Math.min(Math.floor(z0 / 2), layers - 1));
  const w = z0 - 2 * k;
  // Lagrange's weights through 0, 1 and 2.
  const [u0, u1, u2] = [((u - 1) * (u - 2)) / 2, u * (2 - u), (u * (u - 1)) / 2];
  const [v0, v1, v2] = [((v - 1) * (v - 2)) / 2, v * (2 - v), (v * (v - 1)) / 2];
  const [w0, w1, w2] = [((w - 1) * (w - 2)) / 2, w * (2 - w), (w * (w - 1)) / 2];
  const pile = 2 * (2 * layers + 1);
  const line = (2 * cols + 1) * pile;
  const first = 2 * j * line + 2 * i * pile + 4 * k;
  let x = 0;
  let y = 0;
  for (let b = 0; b < 3; b++) {
    const wv = b === 0 ? v0 : b === 1 ? v1 : v2;
    for (let a = 0; a < 3; a++) {
      const weight = wv * (a === 0 ? u0 : a === 1 ? u1 : u2);
      const at = first + b * line + a * pile;
      x += weight * (w0 * nodes[at] + w1 * nodes[at + 2] + w2 * nodes[at + 4]);
      y += weight * (w0 * nodes[at + 1] + w1 * nodes[at + 3] + w2 * nodes[at + 5]);
    }
  }
  out.col = x;
  out.row = y;
}
