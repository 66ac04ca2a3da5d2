import type { Kernel } from '../../core/kernel.js';
import {
  type ChipInputs,
  chipUniforms,
  chipWorkgroups,
  PLACE,
  scratchBytes,
  surfaceLength,
  wasmSizes,
} from '../chip/chip.js';
import { nccWasm, nccWgsl } from './ncc.generated.js';
import { type NccOutputs, type NccParams, reference } from './reference.js';

export type { NccParams };

/** Normalised cross-correlation of chips with all areas of their search windows; its maximum is the match. */
export const ncc: Kernel<ChipInputs, NccOutputs, NccParams> = {
  name: 'ncc',
  tolerance: { abs: 1e-5, rel: 0 },
  outputs: (inputs, params) => ({
    correlation: { type: 'f32', length: surfaceLength('ncc', inputs, params) },
  }),
  reference,
  wasm: {
    module: nccWasm,
    scratch: (_, params) => scratchBytes(params),
    call(exports, inputs, outputs, scratch, params, { places }) {
      const { image, template } = inputs;
      const count = places.length / PLACE;
      exports.ncc!(
        image,
        template,
        inputs.places,
        ...wasmSizes(params),
        outputs.correlation,
        count,
        scratch,
        params.flat,
      );
    },
  },
  webgpu: {
    wgsl: nccWgsl,
    entryPoint: 'ncc',
    workgroups: chipWorkgroups,
    uniforms: (_, params) => [...chipUniforms(params), { type: 'f32', value: params.flat }],
  },
};
