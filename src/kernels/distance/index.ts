import { CuestaError } from '../../core/errors.js';
import type { Kernel } from '../../core/kernel.js';
import { distanceWasm } from './distance.generated.js';
import { type DistanceInputs, type DistanceOutputs, type DistanceParams, reference } from './reference.js';

/** So that squared distances are exact in float32. */
export const MAX_CAP = 4096;
/** So that products of columns fit 32 bits. */
const MAX_WIDTH = 30000;

/**
 * Exact Euclidean distance to the nearest invalid pixel. What lies outside the array is not invalid: pad with NaN
 * where the raster ends. Squared distances are integers, so a tile whose halo is at least `cap` wide gives the same
 * bytes as the whole raster. Method: column scans, then the lower envelope of parabolas per row (Meijster, Roerdink
 * and Hesselink 2000, "A general algorithm for computing distance transforms in linear time").
 */
export const distance: Kernel<DistanceInputs, DistanceOutputs, DistanceParams> = {
  name: 'distance',
  tolerance: 'exact',
  outputs({ heights }, { width, height, cap }) {
    const fits = width >= 1 && width <= MAX_WIDTH && height >= 1 && heights.length === width * height;
    if (!fits || !(cap > 0 && cap <= MAX_CAP)) {
      throw new CuestaError(
        'config',
        `Kernel distance got ${heights.length} heights for ${width} x ${height} pixels and a cap of ${cap}.`,
        { hint: `The cap must be above 0 and at most ${MAX_CAP} pixels, the width at most ${MAX_WIDTH}.` },
      );
    }
    return { distance: { type: 'f32', length: heights.length } };
  },
  reference,
  wasm: {
    module: distanceWasm,
    scratch: (_, { width, height }) => 2 * width * height + 8 * width + 96,
    call(exports, inputs, outputs, scratch, { width, height, cap }) {
      exports.distance!(inputs.heights, outputs.distance, scratch, width, height, Math.fround(cap));
    },
  },
};
