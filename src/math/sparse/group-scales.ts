import { clippedSquare, HUBER_C } from '../huber.js';
import { median } from '../order-statistics.js';
import { NMAD_FACTOR } from '../robust.js';

/** State of an adjustment from which the scale of every group of observations is estimated. */
export interface ScaleInput {
  readonly residuals: Float64Array;
  /** Residuals divided by a-priori sigma and the square root of their redundancy. */
  readonly standard: Float64Array;
  readonly redundancy: Float64Array;
  readonly rejected: Uint8Array;
  readonly sigma: Float64Array;
  readonly group: Int32Array;
  /** Present factor on the sigmas per group. */
  readonly scales: Float64Array;
}

export interface GroupScales {
  readonly scales: Float64Array;
  /** False where a group has too little redundancy for a factor of its own; its factor is 1. */
  readonly scaled: readonly boolean[];
}

/** Sum of redundancy numbers below which a factor (with 25 % standard error or more) says little. */
const FEWEST = 8;

/** Keeps weights finite where observations agree to the last digit. */
const SMALLEST = 1e-4;

const STEPS = 40;

/**
 * Factor on the a-priori sigmas per group: 1.4826 MAD of the standardised residuals at first, then Huber's proposal 2, the
 * scale at which the clipped squares sum to what normal noise with these redundancy numbers would give.
 */
export function groupScales(input: ScaleInput, first: boolean): GroupScales {
  const scales = input.scales.slice();
  const scaled = Array.from(scales, (present, g) => {
    const members: number[] = [];
    let redundancy = 0;
    input.group.forEach((of, i) => {
      if (of !== g || input.rejected[i] === 1) return;
      members.push(i);
      redundancy += input.redundancy[i];
    });
    if (redundancy < FEWEST) {
      scales[g] = 1;
      return false;
    }
    const scale = first
      ? NMAD_FACTOR * median(Float64Array.from(members, (i) => Math.abs(input.standard[i])))
      : proposal2(input, members, present);
    scales[g] = Math.max(SMALLEST, scale);
    return true;
  });
  return { scales, scaled };
}

function proposal2(
  { residuals, sigma, redundancy }: ScaleInput,
  members: readonly number[],
  start: number,
): number {
  let expected = 0;
  for (const i of members) {
    const r = redundancy[i];
    if (r > 0) expected += r * clippedSquare(HUBER_C / Math.sqrt(r));
  }
  let scale = start;
  for (let step = 0; step < STEPS; step++) {
    let sum = 0;
    for (const i of members) sum += Math.min((residuals[i] / sigma[i]) ** 2, (HUBER_C * scale) ** 2);
    scale = Math.max(SMALLEST, Math.sqrt(sum / expected));
  }
  return scale;
}
