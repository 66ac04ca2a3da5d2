import type { Kernel } from '../../core/kernel.js';
import type { ResampleOutputs } from './gather.js';
import { resampleWasm } from './resample.generated.js';
import { createSampler, type ResampleParams } from './sample.js';
import { checkSource, scratchBytes, wasmScalars } from './wasm-call.js';

export type SeparableInputs = {
  /** `sourceWidth * sourceHeight` samples, row-major; NaN = missing. */
  readonly source: Float32Array;
  /** Source column of every target column and source row of every target row (corner convention); NaN = nowhere. */
  readonly x: Float64Array;
  readonly y: Float64Array;
};

/**
 * Resampling onto a grid whose axes are parallel to the source's: `values[r * x.length + c]` is the sample at
 * `(x[c], y[r])`. The same definition as for arbitrary positions, bit for bit.
 */
export const resampleSeparable: Kernel<SeparableInputs, ResampleOutputs, ResampleParams> = {
  name: 'resample-separable',
  outputs({ source, x, y }, params) {
    checkSource(source, params);
    return { values: { type: 'f32', length: x.length * y.length } };
  },
  reference({ source, x, y }, { values }, params) {
    const sample = createSampler(source, params);
    for (let r = 0, i = 0; r < y.length; r++) {
      for (let c = 0; c < x.length; c++, i++) values[i] = sample(x[c], y[r]);
    }
  },
  wasm: {
    module: resampleWasm,
    scratch: (inputs, params) => scratchBytes(params, inputs.x.length),
    call(exports, inputs, outputs, scratch, params, arrays) {
      exports.setup!(inputs.source, ...wasmScalars(params), scratch);
      exports.separable!(inputs.x, arrays.x.length, inputs.y, arrays.y.length, outputs.values);
    },
  },
  tolerance: 'exact',
};
