import type { Kernel } from '../../core/kernel.js';
import { gradientFactors, innerLength } from '../horn/horn.js';
import { hillshadeWasm, hillshadeWgsl } from './hillshade.generated.js';
import {
  type HillshadeInputs,
  type HillshadeOutputs,
  type HillshadeParams,
  lightOf,
  reference,
} from './reference.js';

/**
 * Lambertian hillshade of the inside of a padded raster as `gdaldem hillshade` defines it: grey level
 * `1 + 254 * max(0, normal . sun)`, gradient by Horn (1981). Tiles with a halo of one pixel give the same bytes as
 * the whole raster. A gradient that is not finite makes the result missing.
 */
export const hillshade: Kernel<HillshadeInputs, HillshadeOutputs, HillshadeParams> = {
  name: 'hillshade',
  tolerance: 'exact',
  webgpuTolerance: { abs: 1, rel: 0 },
  outputs: ({ heights }, params) => ({
    shade: { type: 'u8', length: innerLength('hillshade', heights, params) },
  }),
  reference,
  wasm: {
    module: hillshadeWasm,
    call(exports, inputs, outputs, _scratch, params) {
      const [kx, ky] = gradientFactors(params);
      const { up, east, north } = lightOf(params);
      const { width, height, edges } = params;
      const replace = edges === 'compute' ? 1 : 0;
      exports.hillshade!(inputs.heights, outputs.shade, width, height, kx, ky, up, east, north, replace);
    },
  },
  webgpu: {
    wgsl: hillshadeWgsl,
    entryPoint: 'hillshade',
    workgroups: (_, { width, height }) => [Math.ceil((width - 2) / 64), Math.ceil((height - 2) / 4), 1],
    uniforms(_, params) {
      const [kx, ky] = gradientFactors(params);
      const { up, east, north } = lightOf(params);
      return [
        { type: 'u32', value: params.width },
        { type: 'u32', value: params.height },
        { type: 'u32', value: params.edges === 'compute' ? 1 : 0 },
        { type: 'f32', value: kx },
        { type: 'f32', value: ky },
        { type: 'f32', value: up },
        { type: 'f32', value: east },
        { type: 'f32', value: north },
      ];
    },
  },
};
