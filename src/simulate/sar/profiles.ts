import { CuestaError } from '../../core/errors.js';
import { invert, pixelSize, toMap } from '../../core/geo-transform.js';
import type { Raster } from '../../core/raster.js';
import type { RadarView } from '../../sar/geometry/radar-view.js';
import { markProfile } from '../../sar/visibility/profile-visibility.js';
import { bicubicLine } from './bicubic.js';
import { type GroundFrame, groundFrame } from './ground-frame.js';
import {
  extremes,
  LOOK,
  RANGE,
  type RadarLattice,
  radarLattice,
  rowCoefficients,
  SEGMENT_TERMS,
  SINE,
  TIME,
} from './radar-lattice.js';

/** Ground as a radar passes over it: facets in profiles across its track, from near to far. */
export interface Ground {
  readonly dem: Raster;
  readonly frame: GroundFrame;
  readonly lattice: RadarLattice;
  /** Metres between the corners of facets, and their number along u and v. */
  readonly du: number;
  readonly dv: number;
  readonly cols: number;
  readonly rows: number;
}

/** One profile of facets. All arrays are reused for the next one; NaN where the facet is not on the DEM. */
export interface Profile {
  /** Heights at the corners on both sides of the profile, metres; one more than facets. */
  near: Float64Array;
  far: Float64Array;
  /** Of the facets' centres: slant range (m), azimuth time (s), look angle (radians), sine of the incidence angle on the ellipsoid. */
  readonly ranges: Float64Array;
  readonly times: Float64Array;
  readonly looks: Float64Array;
  readonly sines: Float64Array;
  /** Bits of `profile-visibility.ts`. */
  readonly marks: Uint8Array;
  /** For the lattice. */
  readonly coefficients: Float64Array;
}

/**
 * Lays facets over a DEM without missing heights, in metres above the view's ellipsoid: no larger than its pixels, `dv` metres along the
 * track, and on flat ground `dr` metres of slant range. Throws `geometry` when the radar does not see all of it.
 */
export function createGround(dem: Raster, view: RadarView, dr: number, dv: number): Ground {
  let [lowest, highest] = [Infinity, -Infinity];
  for (const h of dem.data) {
    if (h < lowest) lowest = h;
    if (h > highest) highest = h;
  }
  const grid = { ...dem, ...dem.georef };
  const frame = groundFrame(grid, view, (lowest + highest) / 2);
  const lattice = radarLattice(view, frame, grid.crs, lowest, highest);
  if (!lattice.values.every(Number.isFinite)) {
    throw new CuestaError('geometry', 'The simulated radar does not see all of the ground.', {
      hint: 'Use a smaller scene, or a smaller incidence angle.',
    });
  }
  const [, largest] = extremes(lattice, SINE);
  const [width, height] = pixelSize(grid.transform);
  const cols = Math.ceil(frame.width / Math.min(width, height, dr / largest));
  const rows = Math.ceil(frame.height / Math.min(width, height, dv));
  return { dem, frame, lattice, cols, rows, du: frame.width / cols, dv: frame.height / rows };
}

export function createProfile({ cols, lattice }: Ground): Profile {
  return {
    near: new Float64Array(cols + 1),
    far: new Float64Array(cols + 1),
    ranges: new Float64Array(cols),
    times: new Float64Array(cols),
    looks: new Float64Array(cols),
    sines: new Float64Array(cols),
    marks: new Uint8Array(cols),
    coefficients: new Float64Array(lattice.segments * SEGMENT_TERMS),
  };
}

/** Pixel position (corner convention) in the DEM of the point `(0, v)`, and the step along u of one facet. */
export function demLine({ dem, frame, du }: Ground, v: number): Parameters<typeof bicubicLine>[1] {
  const toPixel = invert(dem.georef.transform);
  const { origin, across, along } = frame;
  const [x, y] = [origin[0] + v * along[0], origin[1] + v * along[1]];
  const [col, row] = toMap(toPixel, x, y);
  const [nextCol, nextRow] = toMap(toPixel, x + du * across[0], y + du * across[1]);
  return { col, row, dCol: nextCol - col, dRow: nextRow - row };
}

/** Fills a profile with row `row`. Rows may come in any order; consecutive ones share the corners between them. */
export function fillProfile(ground: Ground, row: number, profile: Profile, previous: number | null): void {
  const { dem, dv, lattice } = ground;
  if (previous === row - 1) {
    [profile.near, profile.far] = [profile.far, profile.near];
  } else {
    bicubicLine(dem, demLine(ground, row * dv), profile.near);
  }
  bicubicLine(dem, demLine(ground, (row + 1) * dv), profile.far);
  rowCoefficients(lattice, (row + 0.5) * dv, profile.coefficients);
  evaluate(ground, profile);
  markProfile(profile.ranges, profile.looks, profile.marks);
}

function evaluate({ lattice, du, cols }: Ground, profile: Profile): void {
  const { near, far, ranges, times, looks, sines, coefficients: c } = profile;
  const { step, middle, rise, segments } = lattice;
  for (let i = 0; i < cols; i++) {
    const s = ((i + 0.5) * du) / step;
    const segment = Math.min(s >> 1, segments - 1);
    const t = s - 2 * segment - 1;
    const z = ((near[i] + near[i + 1] + far[i] + far[i + 1]) / 4 - middle) / rise;
    const at = segment * SEGMENT_TERMS;
    times[i] = quadratic(c, at + 9 * TIME, t, z);
    ranges[i] = quadratic(c, at + 9 * RANGE, t, z);
    looks[i] = quadratic(c, at + 9 * LOOK, t, z);
    sines[i] = quadratic(c, at + 9 * SINE, t, z);
  }
}

function quadratic(c: Float64Array, k: number, t: number, z: number): number {
  return (
    c[k] +
    z * (c[k + 1] + z * c[k + 2]) +
    t * (c[k + 3] + z * (c[k + 4] + z * c[k + 5]) + t * (c[k + 6] + z * (c[k + 7] + z * c[k + 8])))
  );
}
