import { median } from '../../math/order-statistics.js';
import { robustSpread } from '../../math/robust.js';

/** What brings the grey values of an image to those of another: `gain * grey + offset`. */
export interface Tone {
  readonly gain: number;
  readonly offset: number;
}

export const SAME_TONE: Tone = { gain: 1, offset: 0 };

export interface ToneMatch extends Tone {
  /** Samples that both have and that agree. */
  readonly samples: number;
  /** Mean of left minus right over them: the step of brightness, before and after. */
  readonly stepBefore: number;
  readonly stepAfter: number;
}

const ROUNDS = 5;
/** Samples that differ from the others by more than this many NMAD are changes, shadows or errors of position. */
const CUT = 3;
/** Samples below which nothing is said. */
const FEWEST = 500;

/**
 * Gain and offset that bring the samples of `right` to those of `left`, where both have one: equal mean and spread of those that agree.
 * Noise of both images makes a regression of one on the other too flat; the ratio of spreads it leaves alone. Null for too few samples,
 * or without contrast.
 */
export function matchTone(left: Float32Array, right: Float32Array): ToneMatch | null {
  let chosen = Int32Array.from(left.keys()).filter((i) => !Number.isNaN(left[i]! + right[i]!));
  let tone: Tone = { gain: 1, offset: 0 };
  for (let round = 0; round < ROUNDS; round++) {
    if (chosen.length < FEWEST) return null;
    const [a, b] = [spreadOf(left, chosen), spreadOf(right, chosen)];
    if (!(a.sd > 0 && b.sd > 0)) return null;
    const gain = a.sd / b.sd;
    tone = { gain, offset: a.mean - gain * b.mean };
    const residuals = Float64Array.from(chosen, (i) => left[i]! - (gain * right[i]! + tone.offset));
    const { median: centre, nmad } = robustSpread(residuals);
    chosen = chosen.filter((_, k) => Math.abs(residuals[k]! - centre) <= CUT * nmad);
  }
  const step = (toned: (grey: number) => number): number =>
    median(Float64Array.from(chosen, (i) => left[i]! - toned(right[i]!)));
  return {
    ...tone,
    samples: chosen.length,
    stepBefore: step((grey) => grey),
    stepAfter: step((grey) => tone.gain * grey + tone.offset),
  };
}

function spreadOf(samples: Float32Array, chosen: Int32Array): { readonly mean: number; readonly sd: number } {
  let [n, mean, squares] = [0, 0, 0];
  for (const i of chosen) {
    const d = samples[i]! - mean;
    mean += d / ++n;
    squares += d * (samples[i]! - mean);
  }
  return { mean, sd: Math.sqrt(squares / n) };
}
