/** How a search ended. Only `matched` has a position. */
export type MatchStatus =
  | 'matched'
  /** The chip is incomplete, or no shift has a complete area. */
  | 'nodata'
  /** The chip has too little relief to be placed. */
  | 'flat'
  /** The best shift lies at the rim of the search window: the true one may lie outside. */
  | 'rim'
  /** A neighbour of the best shift has no value. */
  | 'gap'
  /** The surface through the neighbours has no extremum within a pixel. */
  | 'no-extremum';

/** Best shift of one search. */
export interface Extremum {
  readonly status: MatchStatus;
  /** Shift in pixels, with its fraction; columns right and rows down. NaN unless matched. */
  readonly dCol: number;
  readonly dRow: number;
  /** Value of the fitted surface there. NaN unless matched. */
  readonly value: number;
  /** Second derivatives of the fitted surface per square pixel. */
  readonly curvature: { readonly xx: number; readonly xy: number; readonly yy: number };
  /**
   * How near the next best local extremum of its kind comes, 0 (there is none) to 1 (equal): the quotient of both values,
   * smaller over larger. Extrema within three pixels of the best one are ripples of the same.
   */
  readonly ambiguity: number;
}

const NONE = {
  dCol: Number.NaN,
  dRow: Number.NaN,
  value: Number.NaN,
  curvature: { xx: Number.NaN, xy: Number.NaN, yy: Number.NaN },
  ambiguity: Number.NaN,
};

/** A search that has no position, and why. */
export function unmatched(status: Exclude<MatchStatus, 'matched'>): Extremum {
  return { status, ...NONE };
}

/**
 * Minimum (chip matching) or maximum (correlation) of a surface of `(2 radius + 1)²` shifts as the matching kernels
 * give it. Around the best whole shift a quadratic surface is fitted to nine values by least squares; its stationary
 * point is the result if it is an extremum of the wanted kind not more than a pixel away.
 */
export function findExtremum(surface: Float32Array, radius: number, kind: 'min' | 'max'): Extremum {
  const side = 2 * radius + 1;
  const sign = kind === 'min' ? 1 : -1;
  const best = indexOfLeast(surface, sign);
  if (best === -1) return unmatched('nodata');
  const col = best % side;
  const row = Math.floor(best / side);
  if (col === 0 || row === 0 || col === side - 1 || row === side - 1) return unmatched('rim');
  const q = fitQuadratic(surface, side, best);
  if (Number.isNaN(q.xx + q.yy + q.xy)) return unmatched('gap');
  const determinant = q.xx * q.yy - q.xy * q.xy;
  const x = -(q.yy * q.x - q.xy * q.y) / determinant;
  const y = -(q.xx * q.y - q.xy * q.x) / determinant;
  const found = sign * q.xx > 0 && determinant > 0 && Math.abs(x) <= 1 && Math.abs(y) <= 1;
  if (!found) return unmatched('no-extremum');
  return {
    status: 'matched',
    dCol: col - radius + x,
    dRow: row - radius + y,
    value: q.constant + (q.x * x + q.y * y) / 2,
    curvature: { xx: q.xx, xy: q.xy, yy: q.yy },
    ambiguity: ambiguityOf(surface, side, best, sign),
  };
}

/** Index of the first least value of `sign * surface`, -1 when there is none. */
function indexOfLeast(surface: Float32Array, sign: number): number {
  let best = -1;
  let least = Number.POSITIVE_INFINITY;
  for (let i = 0; i < surface.length; i++) {
    const value = sign * surface[i];
    if (value < least) {
      least = value;
      best = i;
    }
  }
  return best;
}

/** `constant + x u + y v + (xx u² + 2 xy u v + yy v²) / 2` about the centre. */
interface Quadratic {
  readonly constant: number;
  readonly x: number;
  readonly y: number;
  readonly xx: number;
  readonly xy: number;
  readonly yy: number;
}

/** Least squares over the 3 x 3 neighbourhood, in closed form: on it u, v, u² - 2/3, v² - 2/3 and u v are orthogonal. */
function fitQuadratic(surface: Float32Array, side: number, centre: number): Quadratic {
  const at = (u: number, v: number): number => surface[centre + v * side + u];
  const column = (u: number): number => at(u, -1) + at(u, 0) + at(u, 1);
  const line = (v: number): number => at(-1, v) + at(0, v) + at(1, v);
  const [left, middle, right] = [column(-1), column(0), column(1)];
  const [above, level, below] = [line(-1), line(0), line(1)];
  const xx = (left + right - 2 * middle) / 3;
  const yy = (above + below - 2 * level) / 3;
  return {
    constant: (left + middle + right) / 9 - (xx + yy) / 3,
    x: (right - left) / 6,
    y: (below - above) / 6,
    xx,
    xy: (at(1, 1) + at(-1, -1) - at(1, -1) - at(-1, 1)) / 4,
    yy,
  };
}

/** Pixels around the best shift in which other extrema do not count. */
const APART = 3;

/** The best local extremum apart from the best one, compared with it. */
function ambiguityOf(surface: Float32Array, side: number, best: number, sign: number): number {
  const bestCol = best % side;
  const bestRow = Math.floor(best / side);
  let next = Number.POSITIVE_INFINITY;
  for (let row = 1; row < side - 1; row++) {
    for (let col = 1; col < side - 1; col++) {
      const i = row * side + col;
      const value = sign * surface[i];
      if (!(value < next) || Math.max(Math.abs(col - bestCol), Math.abs(row - bestRow)) <= APART) continue;
      if (isLeastOfNine(surface, side, i, sign)) next = value;
    }
  }
  if (next === Number.POSITIVE_INFINITY) return 0;
  const first = Math.abs(surface[best]);
  const quotient = sign > 0 ? first / next : Math.max(-next, 0) / first;
  return Number.isFinite(quotient) ? Math.min(quotient, 1) : 1;
}

function isLeastOfNine(surface: Float32Array, side: number, centre: number, sign: number): boolean {
  const value = sign * surface[centre];
  for (let v = -1; v <= 1; v++) {
    for (let u = -1; u <= 1; u++) {
      if (!(sign * surface[centre + v * side + u] >= value)) return false;
    }
  }
  return true;
}
