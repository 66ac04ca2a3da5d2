import { CuestaError } from '../../core/errors.js';
import type { Kernel } from '../../core/kernel.js';
import { accumulateWasm } from './accumulate.generated.js';
import { reference } from './reference.js';

export type AccumulateInputs = {
  /** `count` planes of `length` samples one after the other, NaN where missing. */
  readonly values: Float32Array;
  /** The same shape; a contributor counts where its weight is above 0 and its value is not missing. */
  readonly weights: Float32Array;
};

/** Each of `length` samples, or of none when it is not wanted. */
export type AccumulateOutputs = {
  /** `sum(w v) / sum(w)`, NaN without contributors. */
  readonly mean: Float32Array;
  /** `sum(w)`, 0 without contributors. */
  readonly weight: Float32Array;
  /** `sqrt(sum(w (v - mean)^2) / sum(w))` with the mean in float64; NaN without contributors. */
  readonly sigma: Float32Array;
  /** Number of contributors. */
  readonly count: Uint32Array;
  /** Index of the contributor with the greatest weight, the first of equal ones; -1 without contributors. */
  readonly dominant: Int32Array;
};

export interface AccumulateParams {
  /** Contributors, at least 1. */
  readonly count: number;
  /** Samples per contributor. */
  readonly length: number;
  /** The outputs to compute. */
  readonly wanted: readonly (keyof AccumulateOutputs)[];
}

/**
 * Weighted statistics over the contributors of a tile. Sums run in float64 in the order given, so the same
 * contributors in the same order give the same bytes, whatever the tile and the back end.
 */
export const accumulate: Kernel<AccumulateInputs, AccumulateOutputs, AccumulateParams> = {
  name: 'accumulate',
  tolerance: 'exact',
  outputs({ values, weights }, { count, length, wanted }) {
    if (!(count >= 1) || values.length !== count * length || weights.length !== count * length) {
      throw new CuestaError(
        'config',
        `Kernel accumulate got ${values.length} values and ${weights.length} weights for ${count} x ${length}.`,
      );
    }
    const size = (name: keyof AccumulateOutputs): number => (wanted.includes(name) ? length : 0);
    return {
      mean: { type: 'f32', length: size('mean') },
      weight: { type: 'f32', length: size('weight') },
      sigma: { type: 'f32', length: size('sigma') },
      count: { type: 'u32', length: size('count') },
      dominant: { type: 'i32', length: size('dominant') },
    };
  },
  reference,
  wasm: {
    module: accumulateWasm,
    call(exports, inputs, outputs, _scratch, { count, length, wanted }) {
      const address = (name: keyof AccumulateOutputs): number => (wanted.includes(name) ? outputs[name] : 0);
      exports.accumulate!(
        inputs.values,
        inputs.weights,
        count,
        length,
        address('mean'),
        address('weight'),
        address('sigma'),
        address('count'),
        address('dominant'),
      );
    },
  },
};
