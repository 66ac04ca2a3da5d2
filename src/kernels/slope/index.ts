import type { Kernel } from '../../core/kernel.js';
import { gradientFactors, innerLength } from '../horn/horn.js';
import { reference, type SlopeInputs, type SlopeOutputs, type SlopeParams } from './reference.js';
import { slopeWasm, slopeWgsl } from './slope.generated.js';

/**
 * Slope of the inside of a padded raster, gradient by Horn (1981), as `gdaldem slope` defines it. Tiles with a halo
 * of one pixel give the same bytes as the whole raster. A gradient that is not finite makes the result missing.
 */
export const slope: Kernel<SlopeInputs, SlopeOutputs, SlopeParams> = {
  name: 'slope',
  tolerance: { abs: 0, rel: 3e-7 },
  webgpuTolerance: { abs: 1e-6, rel: 2e-6 },
  outputs: ({ heights }, params) => ({
    slope: { type: 'f32', length: innerLength('slope', heights, params) },
  }),
  reference,
  wasm: {
    module: slopeWasm,
    call(exports, inputs, outputs, _scratch, params) {
      const [kx, ky] = gradientFactors(params);
      const { width, height, unit, edges } = params;
      const percent = unit === 'percent' ? 1 : 0;
      const replace = edges === 'compute' ? 1 : 0;
      exports.slope!(inputs.heights, outputs.slope, width, height, kx, ky, percent, replace);
    },
  },
  webgpu: {
    wgsl: slopeWgsl,
    entryPoint: 'slope_of',
    workgroups: (_, { width, height }) => [Math.ceil((width - 2) / 64), Math.ceil((height - 2) / 4), 1],
    uniforms(_, params) {
      const [kx, ky] = gradientFactors(params);
      return [
        { type: 'u32', value: params.width },
        { type: 'u32', value: params.height },
        { type: 'u32', value: params.edges === 'compute' ? 1 : 0 },
        { type: 'u32', value: params.unit === 'percent' ? 1 : 0 },
        { type: 'f32', value: kx },
        { type: 'f32', value: ky },
      ];
    },
  },
};
