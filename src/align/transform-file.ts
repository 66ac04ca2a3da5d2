import type { Ellipsoid } from '../core/crs.js';
import { CuestaError } from '../core/errors.js';
import type { Vector3 } from '../geo/geodetic.js';
import type { Alignment } from './alignment.js';
import { describeMotion } from './describe-motion.js';
import type { HeightPolynomial } from './height-polynomial.js';
import { enuAxesAt } from './local-axes.js';
import { formatMatrix, matrixRows, parseMatrix, rigidFromNumbers } from './matrix-text.js';
import { add, invertRigid, type Rigid } from './rigid.js';

const FORMAT = 'cuesta-alignment';

/** The alignment with everything that a reader may want of it, as plain JSON. */
export function alignmentJson(
  alignment: Alignment,
  centroid: Vector3,
  ellipsoid: Ellipsoid,
): { readonly [key: string]: unknown } {
  return {
    format: FORMAT,
    version: 1,
    direction: 'source -> reference',
    about: 'Body-fixed Cartesian coordinates in metres, origin at the centre of the body; row-major.',
    ellipsoid: { semiMajor: ellipsoid.semiMajor, semiMinor: ellipsoid.semiMinor },
    matrix: matrixRows(alignment.rigid),
    inverse: matrixRows(invertRigid(alignment.rigid)),
    heights: alignment.heights,
    ...describeMotion(alignment.rigid, centroid, ellipsoid),
  };
}

/**
 * The text form of `pc_align`. A constant height correction becomes a translation along the vertical at the centroid; a polynomial
 * has no place in a matrix: throws `config`.
 */
export function alignmentText(
  { rigid, heights }: Alignment,
  centroid: Vector3,
  ellipsoid: Ellipsoid,
  name: string,
): string {
  if (heights === null) return formatMatrix(rigid);
  if (heights.order > 0) {
    throw new CuestaError('config', `${name}: a 4 x 4 matrix cannot hold a height polynomial.`, {
      subject: name,
      hint: 'Give --transform-out a name that ends in .json.',
    });
  }
  const axes = enuAxesAt(centroid, ellipsoid);
  const up = heights.coefficients[0]!;
  const raised: Rigid = {
    rotation: rigid.rotation,
    translation: add(rigid.translation, [up * axes[6], up * axes[7], up * axes[8]]),
  };
  return formatMatrix(raised);
}

/** Reads either form. Throws `format`, naming the file. */
export function parseAlignment(text: string, name: string): Alignment {
  if (!text.trimStart().startsWith('{')) return { rigid: parseMatrix(text, name), heights: null };
  const json = parseJson(text, name);
  if (json.format !== FORMAT || !Array.isArray(json.matrix)) {
    throw new CuestaError('format', `${name} is no alignment of Cuesta.`, {
      subject: name,
      hint: 'Give the JSON file of cuesta align --transform-out, or a 4 x 4 matrix as text.',
    });
  }
  return {
    rigid: rigidFromNumbers(json.matrix.flat() as number[], name),
    heights: (json.heights ?? null) as HeightPolynomial | null,
  };
}

function parseJson(text: string, name: string): Record<string, unknown> {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch (cause) {
    throw new CuestaError('format', `${name} is no valid JSON.`, {
      subject: name,
      cause,
      hint: 'Give the JSON file of cuesta align --transform-out, or a 4 x 4 matrix as text.',
    });
  }
}
