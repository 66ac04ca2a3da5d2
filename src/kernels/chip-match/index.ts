import type { Kernel } from '../../core/kernel.js';
import {
  type ChipInputs,
  type ChipParams,
  chipUniforms,
  chipWorkgroups,
  PLACE,
  scratchBytes,
  surfaceLength,
  wasmSizes,
} from '../chip/chip.js';
import { chipMatchWasm, chipMatchWgsl } from './chip-match.generated.js';
import { type ChipMatchOutputs, reference } from './reference.js';

export type { ChipInputs, ChipParams };

/**
 * Variance of the height difference between chips and all areas of their search windows (Hong et al. 2022, eq. 1); its
 * minimum is the match, whatever the height offset between the planes. For heights: magnitudes up to some 1e6.
 *
 * The WebAssembly version takes the plane of best fit off chip and window, then uses `n sigma² = S_II + S_TT - 2 S_IT - n u²`. Its
 * error is about 1e-7 of the variance of the heights about that plane, far below what moves a minimum.
 */
export const chipMatch: Kernel<ChipInputs, ChipMatchOutputs, ChipParams> = {
  name: 'chip-match',
  tolerance: { abs: 1e-3, rel: 1e-6 },
  webgpuTolerance: { abs: 1e-3, rel: 1e-5 },
  outputs: (inputs, params) => ({
    variance: { type: 'f32', length: surfaceLength('chip-match', inputs, params) },
  }),
  reference,
  wasm: {
    module: chipMatchWasm,
    scratch: (_, params) => scratchBytes(params),
    call(exports, inputs, outputs, scratch, params, { places }) {
      const { image, template } = inputs;
      const count = places.length / PLACE;
      exports.chipMatch!(
        image,
        template,
        inputs.places,
        ...wasmSizes(params),
        outputs.variance,
        count,
        scratch,
      );
    },
  },
  webgpu: {
    wgsl: chipMatchWgsl,
    entryPoint: 'chip_match',
    workgroups: chipWorkgroups,
    uniforms: (_, params) => chipUniforms(params),
  },
};
