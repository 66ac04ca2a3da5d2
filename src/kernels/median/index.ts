import { CuestaError } from '../../core/errors.js';
import type { Kernel } from '../../core/kernel.js';
import { medianWasm, medianWgsl } from './median.generated.js';
import { type MedianInputs, type MedianOutputs, type MedianParams, reference } from './reference.js';

/** 3 x 3 median that leaves pixels without a value as they are. */
export const median: Kernel<MedianInputs, MedianOutputs, MedianParams> = {
  name: 'median',
  tolerance: 'exact',
  outputs({ plane }, { width, height }) {
    if (plane.length !== width * height) {
      throw new CuestaError(
        'config',
        `Kernel median got ${plane.length} samples for ${width} x ${height} pixels.`,
        {
          hint: 'Give as many samples as the plane has pixels.',
        },
      );
    }
    return { median: { type: 'f32', length: plane.length } };
  },
  reference,
  wasm: {
    module: medianWasm,
    // Of the nine samples of a pixel.
    scratch: () => 48,
    call(exports, inputs, outputs, scratch, { width, height }) {
      exports.median!(inputs.plane, outputs.median, width, height, scratch);
    },
  },
  webgpu: {
    wgsl: medianWgsl,
    entryPoint: 'median',
    workgroups: (_, { width, height }) => [Math.ceil(width / 16), Math.ceil(height / 8), 1],
    uniforms: (_, { width, height }) => [width, height].map((value) => ({ type: 'i32', value })),
  },
};
