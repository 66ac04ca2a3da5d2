import { CuestaError } from '../../core/errors.js';
import type { Kernel } from '../../core/kernel.js';
import { resampleWasm } from './resample.generated.js';
import { createSampler, type ResampleParams } from './sample.js';
import { checkSource, scratchBytes, wasmScalars } from './wasm-call.js';

export type GatherInputs = {
  /** `sourceWidth * sourceHeight` samples, row-major; NaN = missing. */
  readonly source: Float32Array;
  /** Source column and row of every output sample in pixels (corner convention); NaN = nowhere. */
  readonly x: Float64Array;
  readonly y: Float64Array;
};

export type ResampleOutputs = { readonly values: Float32Array };

/** Resampling at arbitrary positions; defined by {@link createSampler}. */
export const resampleGather: Kernel<GatherInputs, ResampleOutputs, ResampleParams> = {
  name: 'resample-gather',
  outputs(inputs, params) {
    checkSource(inputs.source, params);
    if (inputs.x.length !== inputs.y.length) {
      throw new CuestaError('config', `${inputs.x.length} columns but ${inputs.y.length} rows of positions.`);
    }
    return { values: { type: 'f32', length: inputs.x.length } };
  },
  reference({ source, x, y }, { values }, params) {
    const sample = createSampler(source, params);
    for (let i = 0; i < values.length; i++) values[i] = sample(x[i], y[i]);
  },
  wasm: {
    module: resampleWasm,
    scratch: (_, params) => scratchBytes(params, 0),
    call(exports, inputs, outputs, scratch, params, arrays) {
      exports.setup!(inputs.source, ...wasmScalars(params), scratch);
      exports.gather!(inputs.x, inputs.y, arrays.x.length, outputs.values);
    },
  },
  tolerance: 'exact',
};
