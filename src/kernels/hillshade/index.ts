import type { Kernel } from '../../core/kernel.js';
import { gradientFactors, type HornParams, innerLength } from '../horn/horn.js';
import { hillshadeWasm, hillshadeWgsl } from './hillshade.generated.js';
import { lightOf, reference } from './reference.js';

export type HillshadeInputs = {
  /** Heights, row-major from the north, padded by one pixel on every side; NaN where missing. */
  readonly heights: Float32Array;
};

export type HillshadeOutputs = {
  /** `(width - 2) * (height - 2)` grey levels: 1 (in shadow) to 255 (facing the sun), 0 where missing. */
  readonly shade: Uint8Array;
};

export interface HillshadeParams extends HornParams {
  /** Direction of the sun, clockwise from north. */
  readonly azimuthDeg: number;
  /** Height of the sun above the horizon. */
  readonly altitudeDeg: number;
}

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
