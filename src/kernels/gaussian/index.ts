import { CuestaError } from '../../core/errors.js';
import type { Kernel } from '../../core/kernel.js';
import { gaussianWasm } from './gaussian.generated.js';
import { type GaussianInputs, type GaussianOutputs, type GaussianParams, reference } from './reference.js';

/** Pixels on either side of the centre that take part: `ceil(3 sigma)`. */
export function gaussianRadius(sigma: number): number {
  return Math.ceil(3 * sigma);
}

/** `exp(-d^2 / (2 sigma^2))` for d = 0 to the radius, scaled so that the whole filter sums to 1. `sigma` in pixels. */
export function gaussianTaps(sigma: number): Float32Array {
  const weights = Float64Array.from({ length: gaussianRadius(sigma) + 1 }, (_, d) =>
    sigma === 0 ? 1 : Math.exp(-(d * d) / (2 * sigma * sigma)),
  );
  const total = weights.reduce((sum, w, d) => sum + (d === 0 ? w : 2 * w), 0);
  return Float32Array.from(weights, (w) => w / total);
}

/** Separable symmetric filter in float32, along rows first; a padded tile gives the same bytes as the whole plane. */
export const gaussian: Kernel<GaussianInputs, GaussianOutputs, GaussianParams> = {
  name: 'gaussian',
  tolerance: 'exact',
  outputs({ plane, taps }, { width, height }) {
    const radius = taps.length - 1;
    if (radius < 0 || !(width > 2 * radius && height > 2 * radius) || plane.length !== width * height) {
      throw new CuestaError(
        'config',
        `Kernel gaussian got ${plane.length} samples for ${width} x ${height} pixels and a radius of ${radius}.`,
        { hint: 'Pad the plane by the radius on every side.' },
      );
    }
    return { blurred: { type: 'f32', length: (width - 2 * radius) * (height - 2 * radius) } };
  },
  reference,
  wasm: {
    module: gaussianWasm,
    scratch: ({ taps }, { width, height }) => 4 * (width - 2 * (taps.length - 1)) * height + 16,
    call(exports, inputs, outputs, scratch, { width, height }, { taps }) {
      exports.gaussian!(inputs.plane, inputs.taps, outputs.blurred, scratch, width, height, taps.length - 1);
    },
  },
};
