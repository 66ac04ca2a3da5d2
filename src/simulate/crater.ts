/** An impact crater. Lengths in metres. */
export interface Crater {
  readonly x: number;
  readonly y: number;
  /** Rim-to-rim radius. */
  readonly radius: number;
  /** Floor to rim, 0.2 diameters when fresh. */
  readonly depth: number;
  readonly rimHeight: number;
  /** Width of the rounding of the crest, in radii: grows with age. */
  readonly softness: number;
  /** Level of the ground before the impact. */
  readonly ground: number;
  /** Deviation of the rim from a circle: cosine and sine parts of the second and third harmonic, in radii. */
  readonly shape: readonly [c2: number, s2: number, c3: number, s3: number];
}

/** Ejecta reach, in radii. */
export const EJECTA_REACH = 3;

/** Share of the older relief that the floor of a crater has lost. */
const ERASED = 0.85;

/**
 * Ground height at a point after the impact, given the height before. Inside, a power-law bowl; outside, ejecta
 * falling with the cube of distance (McGetchin et al. 1973), tapered to nothing at {@link EJECTA_REACH}; the two meet
 * in a rounded crest (smooth minimum). Depth to diameter 0.2 and rim height 0.036 D when fresh (Pike 1977).
 */
export function impact(crater: Crater, x: number, y: number, before: number): number {
  const dx = x - crater.x;
  const dy = y - crater.y;
  const square = dx * dx + dy * dy;
  const reach = EJECTA_REACH * crater.radius;
  if (square >= reach * reach) return before;
  const r = Math.sqrt(square) / (crater.radius * rimShape(crater, dx, dy, square));
  const profile = craterProfile(crater, r, square / (reach * reach));
  return before + (crater.ground - before) * erasedShare(r) + profile;
}

/**
 * Height that a crater adds to the ground before it, metres: bowl, crest and ejecta.
 *
 * @param r distance from the centre, in radii of the rim in that direction
 * @param reached square of the distance as a share of the ejecta's reach, 0 to 1
 */
export function craterProfile(
  { depth, rimHeight, softness }: Pick<Crater, 'depth' | 'rimHeight' | 'softness'>,
  r: number,
  reached: number,
): number {
  const bowl = rimHeight - depth * (1 - r * r * Math.sqrt(r));
  const taper = Math.max(0, 1 - reached);
  const ejecta = r > 0.2 ? (rimHeight * taper * taper * 1.2656) / (r * r * r) : 1e9;
  return smoothMinimum(bowl, ejecta, softness * depth);
}

/** Share of the older relief that an impact has removed at a distance of `r` radii. */
export function erasedShare(r: number): number {
  return r < 1.3 ? ERASED * (1 - smoothStep(0.75, 1.3, r)) : 0;
}

/** Radius of the rim in the direction of the point, relative to the mean one. */
export function rimShape(
  { shape: [c2, s2, c3, s3] }: Pick<Crater, 'shape'>,
  dx: number,
  dy: number,
  square: number,
): number {
  if (square === 0) return 1;
  const c = (dx * dx - dy * dy) / square;
  const s = (2 * dx * dy) / square;
  const inverse = 1 / Math.sqrt(square);
  const cos3 = (c * dx - s * dy) * inverse;
  const sin3 = (s * dx + c * dy) * inverse;
  return 1 + c2 * c + s2 * s + c3 * cos3 + s3 * sin3;
}

/** Polynomial smooth minimum: equal to the minimum where the two differ by more than `width`. */
function smoothMinimum(a: number, b: number, width: number): number {
  const d = Math.max(width - Math.abs(a - b), 0) / width;
  return Math.min(a, b) - d * d * width * 0.25;
}

function smoothStep(low: number, high: number, v: number): number {
  const t = Math.min(Math.max((v - low) / (high - low), 0), 1);
  return t * t * (3 - 2 * t);
}
