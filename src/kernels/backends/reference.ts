import { throwIfAborted } from '../../core/errors.js';
import type { Compute } from '../../core/kernel.js';
import { allocate } from '../arrays.js';

/** Runs the plain TypeScript definition of every kernel. Slow; for tests and for machines without WebAssembly SIMD. */
export function createReferenceCompute(): Compute {
  return {
    backend: 'reference',
    description: 'reference',
    async run(kernel, inputs, params, signal) {
      throwIfAborted(signal);
      const outputs = allocate(kernel.outputs(inputs, params));
      kernel.reference(inputs, outputs, params);
      return outputs;
    },
    close: async () => {},
  };
}
