import type { Vector3 } from '../geo/geodetic.js';
import { type Rigid, rotationOf } from './rigid.js';

/** The motion of a step `(translation, rotation * lever)`, or of a translation alone. */
export function stepMotion(step: Float64Array, lever: number): Rigid {
  const turn: Vector3 =
    step.length === 3 ? [0, 0, 0] : [step[3]! / lever, step[4]! / lever, step[5]! / lever];
  return { rotation: rotationOf(turn), translation: [step[0]!, step[1]!, step[2]!] };
}
