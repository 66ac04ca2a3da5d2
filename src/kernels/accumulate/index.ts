import { CuestaError } from '../../core/errors.js';
import type { Kernel } from '../../core/kernel.js';
import { accumulateWasm } from './accumulate.generated.js';
import {
  type AccumulateInputs,
  type AccumulateOutputs,
  type AccumulateParams,
  reference,
} from './reference.js';

export type { AccumulateOutputs, AccumulateParams };

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
