/** Valid area of a scene: a rectangle along the orbit, turned inside the north-up grid. Map units. */
export interface StripeFootprint {
  readonly centre: readonly [x: number, y: number];
  /** Unit vector across the orbit, away from the radar; the one along it is this one turned left. */
  readonly across: readonly [x: number, y: number];
  readonly halfAcross: number;
  readonly halfAlong: number;
}

/**
 * The largest footprint, turned by `angle` (radians, counter-clockwise), that touches all sides of a grid of the given size;
 * what the grid has besides it are its corners.
 */
export function inscribedFootprint(
  centre: readonly [x: number, y: number],
  width: number,
  height: number,
  angle: number,
): StripeFootprint {
  const cos = Math.cos(angle);
  const sin = Math.abs(Math.sin(angle));
  const both = cos * cos - sin * sin;
  return {
    centre,
    across: [cos, Math.sin(angle)],
    halfAcross: (width * cos - height * sin) / both / 2,
    halfAlong: (height * cos - width * sin) / both / 2,
  };
}

/** 0 in the middle of a footprint, 1 on its edge, more outside: the larger of the relative offsets across and along. */
export function edgeness(footprint: StripeFootprint, x: number, y: number): number {
  const dx = x - footprint.centre[0];
  const dy = y - footprint.centre[1];
  const [cos, sin] = footprint.across;
  const across = Math.abs(dx * cos + dy * sin) / footprint.halfAcross;
  const along = Math.abs(dy * cos - dx * sin) / footprint.halfAlong;
  return Math.max(across, along);
}

const CENTRE_SIGMA = 0.5;
const EDGE_SIGMA = 2;

/** Standard deviation of a scene's height noise in metres, by {@link edgeness}: grows with its square. */
export function noiseSigma(edge: number): number {
  return CENTRE_SIGMA + (EDGE_SIGMA - CENTRE_SIGMA) * edge * edge;
}
