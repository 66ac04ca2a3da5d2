import { type GeoTransform, invert, toMap } from '../core/geo-transform.js';
import type { Grid } from '../core/georef.js';
import type { Window } from '../core/window.js';
import { centreLongitude, overlappingTurns, turned, turnsTowards } from './longitude.js';
import { linearPart, pixelTransform, snapPosition } from './pixel-position.js';
import type { Positions, Warp } from './warp.js';

/** Grids that agree to this many pixels over the whole source count as lying on one lattice: samples are copied. */
const LATTICE_TOLERANCE = 1e-4;

/** Warp between grids of one CRS. */
export function createAffineWarp(source: Grid, target: Grid): Warp {
  const turns = source.crs.kind === 'geographic' ? overlappingTurns(source, target) : [0];
  const single = turns.length <= 1;
  const affine = pixelTransform(turned(target.transform, turns[0] ?? 0), source.transform);
  const shift = single ? latticeShift(affine, source) : null;
  const unfolded = single ? affine : pixelTransform(target.transform, source.transform);
  const fold = single ? null : createFold(source, target);
  return {
    source,
    target,
    scaleX: shift === null ? snapPosition(Math.hypot(affine[0], affine[1])) : 1,
    scaleY: shift === null ? snapPosition(Math.hypot(affine[3], affine[4])) : 1,
    shift,
    positions: (window) => {
      if (shift !== null) return affinePositions([1, 0, shift.cols, 0, 1, shift.rows], null, window);
      return affinePositions(unfolded, fold, window);
    },
  };
}

/** Moves a target pixel's source position by whole turns to where the source may have it. */
interface Fold {
  /** Whether the longitude depends on the column alone, and turning leaves the row unchanged. */
  readonly byColumn: boolean;
  turnsOf(col: number, row: number): number;
  /** Source pixels per turn. */
  readonly cols: number;
  readonly rows: number;
}

function createFold(source: Grid, target: Grid): Fold {
  const centre = centreLongitude(source);
  const [a, , , d] = invert(linearPart(source.transform));
  return {
    byColumn: target.transform[1] === 0 && d === 0,
    turnsOf: (col, row) => turnsTowards(centre, toMap(target.transform, col, row)[0]),
    cols: 360 * a,
    rows: 360 * d,
  };
}

function latticeShift(t: GeoTransform, source: Grid): { cols: number; rows: number } | null {
  if (t[1] !== 0 || t[3] !== 0) return null;
  const cols = wholeShift(t[0], t[2], source.width);
  const rows = wholeShift(t[4], t[5], source.height);
  return cols === null || rows === null ? null : { cols, rows };
}

/** `target -> scale * target + offset` as a whole shift, if it is one for both ends of the source. */
function wholeShift(scale: number, offset: number, size: number): number | null {
  const shift = Math.round(offset / scale);
  const atStart = -offset / scale + shift;
  const atEnd = (size - offset) / scale + shift - size;
  const far = Math.max(Math.abs(atStart), Math.abs(atEnd));
  return far <= LATTICE_TOLERANCE ? shift : null;
}

function affinePositions(t: GeoTransform, fold: Fold | null, window: Window): Positions {
  const separable = t[1] === 0 && t[3] === 0 && (fold === null || fold.byColumn);
  return separable ? axisPositions(t, fold, window) : pixelPositions(t, fold, window);
}

function axisPositions(t: GeoTransform, fold: Fold | null, window: Window): Positions {
  const x = new Float64Array(window.width);
  const y = new Float64Array(window.height);
  for (let c = 0; c < window.width; c++) {
    const col = window.col + c + 0.5;
    const turn = fold === null ? 0 : fold.turnsOf(col, 0) * fold.cols;
    x[c] = snapPosition(t[0] * col + t[2] + turn);
  }
  for (let r = 0; r < window.height; r++) y[r] = snapPosition(t[4] * (window.row + r + 0.5) + t[5]);
  return { kind: 'separable', x, y };
}

function pixelPositions(t: GeoTransform, fold: Fold | null, window: Window): Positions {
  const x = new Float64Array(window.width * window.height);
  const y = new Float64Array(x.length);
  for (let r = 0, i = 0; r < window.height; r++) {
    const row = window.row + r + 0.5;
    for (let c = 0; c < window.width; c++, i++) {
      const col = window.col + c + 0.5;
      const turns = fold === null ? 0 : fold.turnsOf(col, row);
      x[i] = snapPosition(t[0] * col + t[1] * row + t[2] + turns * (fold?.cols ?? 0));
      y[i] = snapPosition(t[3] * col + t[4] * row + t[5] + turns * (fold?.rows ?? 0));
    }
  }
  return { kind: 'scattered', x, y };
}
