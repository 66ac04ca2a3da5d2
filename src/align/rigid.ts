import type { Vector3 } from '../geo/geodetic.js';

/** Rotation matrix, row-major. */
export type Rotation = readonly [number, number, number, number, number, number, number, number, number];

/** `p -> rotation p + translation`, in Cartesian axes of the body, origin where the context says. Metres. */
export interface Rigid {
  readonly rotation: Rotation;
  readonly translation: Vector3;
}

export const IDENTITY: Rigid = { rotation: [1, 0, 0, 0, 1, 0, 0, 0, 1], translation: [0, 0, 0] };

export function rotate(r: Rotation, [x, y, z]: Vector3): Vector3 {
  return [r[0] * x + r[1] * y + r[2] * z, r[3] * x + r[4] * y + r[5] * z, r[6] * x + r[7] * y + r[8] * z];
}

export function transformPoint({ rotation, translation }: Rigid, p: Vector3): Vector3 {
  return add(rotate(rotation, p), translation);
}

/** First `inner`, then `outer`. */
export function composeRigid(outer: Rigid, inner: Rigid): Rigid {
  return {
    rotation: multiply(outer.rotation, inner.rotation),
    translation: transformPoint(outer, inner.translation),
  };
}

export function invertRigid({ rotation, translation }: Rigid): Rigid {
  const back = transpose(rotation);
  return { rotation: back, translation: negate(rotate(back, translation)) };
}

/** The same motion with positions counted from `origin`, when `rigid` counts them from the body's centre. */
export function centreAt(rigid: Rigid, origin: Vector3): Rigid {
  const moved = transformPoint(rigid, origin);
  return { rotation: rigid.rotation, translation: subtract(moved, origin) };
}

/** Inverse of {@link centreAt}. */
export function uncentre(rigid: Rigid, origin: Vector3): Rigid {
  const turned = rotate(rigid.rotation, origin);
  return { rotation: rigid.rotation, translation: subtract(add(origin, rigid.translation), turned) };
}

/** Rotation by the vector's length (radians) about it (Rodrigues' formula). */
export function rotationOf([x, y, z]: Vector3): Rotation {
  const angle = Math.hypot(x, y, z);
  // Below this the square of the angle is no number any more.
  if (angle < 1e-150) return IDENTITY.rotation;
  const a = Math.sin(angle) / angle;
  const b = (2 * Math.sin(angle / 2) ** 2) / angle ** 2;
  const c = Math.cos(angle);
  return [
    c + b * x * x,
    b * x * y - a * z,
    b * x * z + a * y,
    b * x * y + a * z,
    c + b * y * y,
    b * y * z - a * x,
    b * x * z - a * y,
    b * y * z + a * x,
    c + b * z * z,
  ];
}

/** Rotation vector (axis times angle in radians) of a rotation of less than half a turn. */
export function rotationVector(r: Rotation): Vector3 {
  const twice: Vector3 = [r[7] - r[5], r[2] - r[6], r[3] - r[1]];
  const sine = Math.hypot(...twice) / 2;
  const angle = Math.atan2(sine, (r[0] + r[4] + r[8] - 1) / 2);
  const factor = sine < 1e-300 ? 0.5 : angle / (2 * sine);
  return [twice[0] * factor, twice[1] * factor, twice[2] * factor];
}

export function add(a: Vector3, b: Vector3): Vector3 {
  return [a[0] + b[0], a[1] + b[1], a[2] + b[2]];
}

export function subtract(a: Vector3, b: Vector3): Vector3 {
  return [a[0] - b[0], a[1] - b[1], a[2] - b[2]];
}

export function dot(a: Vector3, b: Vector3): number {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

export function transpose(r: Rotation): Rotation {
  return [r[0], r[3], r[6], r[1], r[4], r[7], r[2], r[5], r[8]];
}

function negate([x, y, z]: Vector3): Vector3 {
  return [-x, -y, -z];
}

function multiply(a: Rotation, b: Rotation): Rotation {
  const column = (i: 0 | 1 | 2): Vector3 => rotate(a, [b[i], b[i + 3]!, b[i + 6]!]);
  const [p, q, s] = [column(0), column(1), column(2)];
  return [p[0], q[0], s[0], p[1], q[1], s[1], p[2], q[2], s[2]];
}
