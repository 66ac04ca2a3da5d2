import type { Crs } from '../core/crs.js';
import { CuestaError } from '../core/errors.js';
import { sameBody } from './bodies.js';
import { definitionOfCrs } from './crs.js';
import { datumsAgree } from './datums.js';
import { scaleTangent } from './geodetic.js';
import { type ProjDefinition, sameDefinition } from './proj-definition.js';
import { createProjector, type MutablePoint } from './projector.js';

/**
 * Horizontal coordinates of one CRS to those of another on the same body. `x` is always longitude or easting, `y` latitude
 * or northing, in each CRS's own unit (degrees for geographic ones). Points outside either projection's domain become
 * NaN in both coordinates. Heights are a separate matter: see `vertical-shift.ts`.
 */
export interface CoordinateTransform {
  readonly from: Crs;
  readonly to: Crs;
  /** Coordinates pass unchanged (also longitudes 0..360, which otherwise come out as -180..180). */
  readonly identity: boolean;
  /** Transforms in place; both arrays have the same length. */
  forward(xs: Float64Array, ys: Float64Array): void;
  forwardPoint(x: number, y: number): readonly [x: number, y: number];
}

/**
 * Between datums on Earth that agree with WGS 84 to a metre or two (ETRS89, NAD83, GDA94, ...) nothing is shifted, as
 * PROJ does by default; other pairs of datums are refused, as are different bodies (`geometry`). On other bodies a
 * latitude on a sphere is planetocentric and one on an ellipsoid planetographic, and they are converted into each
 * other. (PROJ passes them unchanged between its Mars sphere and ellipsoid: off by up to 20 km on the ground.) Spheres
 * on Earth carry geodetic latitudes by convention, which pass unchanged.
 */
export function createTransform(from: Crs, to: Crs): CoordinateTransform {
  requireComparable(from, to);
  const source = definitionOfCrs(from);
  const target = definitionOfCrs(to);
  const point: MutablePoint = { x: 0, y: 0 };
  if (sameDefinition(source, target)) {
    return { from, to, identity: true, forward: () => {}, forwardPoint: (x, y) => [x, y] };
  }
  const inverse = createProjector(source);
  const direct = createProjector(target);
  const latitudeFactor = from.body.naif === 399 ? 1 : roundness(source) / roundness(target);

  const transformPoint = (p: MutablePoint): void => {
    inverse.toGeographic(p);
    if (latitudeFactor !== 1) p.y = scaleTangent(p.y, latitudeFactor);
    direct.toMap(p);
  };
  return {
    from,
    to,
    identity: false,
    forward(xs, ys) {
      for (let i = 0; i < xs.length; i++) {
        point.x = xs[i];
        point.y = ys[i];
        transformPoint(point);
        xs[i] = point.x;
        ys[i] = point.y;
      }
    },
    forwardPoint(x, y) {
      point.x = x;
      point.y = y;
      transformPoint(point);
      return [point.x, point.y];
    },
  };
}

/** (b/a)^2: planetocentric over planetographic tangent. */
function roundness(d: ProjDefinition): number {
  return (d.ellipsoid.semiMinor / d.ellipsoid.semiMajor) ** 2;
}

function requireComparable(from: Crs, to: Crs): void {
  if (!sameBody(from, to)) {
    throw new CuestaError(
      'geometry',
      `Coordinates on ${bodyLabel(from)} (${from.name}) cannot become coordinates on ${bodyLabel(to)} (${to.name}).`,
      { hint: 'Check the CRS of the inputs and of the output: they must be of one body.' },
    );
  }
  if (!datumsAgree(from, to)) {
    throw new CuestaError(
      'geometry',
      `There is no datum shift from "${from.datum}" to "${to.datum}" in Cuesta.`,
      {
        hint: 'Convert the data with gdalwarp, which has the datum grids, and use the result.',
      },
    );
  }
}

function bodyLabel(crs: Crs): string {
  return crs.body.naif === null ? `a body of radius ${crs.ellipsoid.semiMajor} m` : crs.body.name;
}
