import { CuestaError } from '../core/errors.js';
import type { Vector3 } from '../geo/geodetic.js';
import { addRow, createNormalEquations, solveNormalEquations } from './normal-equations.js';
import { composeRigid, IDENTITY, type Rigid, rotationOf, subtract, transformPoint } from './rigid.js';

export interface RigidFit {
  readonly rigid: Rigid;
  /** Root mean square distance that is left, metres. */
  readonly rms: number;
}

/** Gauss-Newton doubles the digits per step, and the rotations here are small. */
const STEPS = 4;

/**
 * The rigid motion that brings points `from` closest to `to` (least squares; both relative to an origin amid them).
 * Throws `numeric` when the points lie on a line.
 */
export function fitRigid(from: readonly Vector3[], to: readonly Vector3[]): RigidFit {
  const lever = Math.max(1, ...from.map((p) => Math.hypot(...p)));
  let rigid = IDENTITY;
  for (let step = 0; step < STEPS; step++) {
    const sums = createNormalEquations(6);
    from.forEach((p, i) => {
      const at = transformPoint(rigid, p);
      addPoint(sums, at, subtract(at, to[i]!), lever);
    });
    const d = solveNormalEquations(sums)?.step;
    if (d === undefined) throw onLine();
    const turn = rotationOf([d[3]! / lever, d[4]! / lever, d[5]! / lever]);
    rigid = composeRigid({ rotation: turn, translation: [d[0]!, d[1]!, d[2]!] }, rigid);
  }
  const squares = from.map((p, i) => Math.hypot(...subtract(transformPoint(rigid, p), to[i]!)) ** 2);
  return { rigid, rms: Math.sqrt(squares.reduce((sum, s) => sum + s, 0) / from.length) };
}

/** Derivative of `t + w x p`: rows of `[I, -[p]x]`, the rotation in units of 1 / lever. */
function addPoint(
  sums: ReturnType<typeof createNormalEquations>,
  [x, y, z]: Vector3,
  residual: Vector3,
  lever: number,
): void {
  addRow(sums, Float64Array.of(1, 0, 0, 0, z / lever, -y / lever), residual[0], 1);
  addRow(sums, Float64Array.of(0, 1, 0, -z / lever, 0, x / lever), residual[1], 1);
  addRow(sums, Float64Array.of(0, 0, 1, y / lever, -x / lever, 0), residual[2], 1);
}

function onLine(): CuestaError {
  return new CuestaError('numeric', 'A rotation cannot be found: the common points lie on a line.', {
    hint: 'Use --translation-only, or data that cover an area.',
  });
}
