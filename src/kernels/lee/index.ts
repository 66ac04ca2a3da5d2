import { CuestaError } from '../../core/errors.js';
import type { Kernel } from '../../core/kernel.js';
import { leeWasm } from './lee.generated.js';
import { type LeeInputs, type LeeOutputs, type LeeParams, reference } from './reference.js';

/** Lee's speckle filter; a padded tile gives the same bytes as the whole plane. */
export const lee: Kernel<LeeInputs, LeeOutputs, LeeParams> = {
  name: 'lee',
  tolerance: { abs: 0, rel: 1e-5 },
  outputs({ power }, { width, height, radius, looks }) {
    const size = 2 * radius;
    if (!(width > size && height > size && looks > 0) || power.length !== width * height) {
      throw new CuestaError(
        'config',
        `Kernel lee got ${power.length} samples for ${width} x ${height} pixels, radius ${radius} and ${looks} looks.`,
        { hint: 'Pad the plane by the radius on every side; looks are positive.' },
      );
    }
    return { filtered: { type: 'f32', length: (width - size) * (height - size) } };
  },
  reference,
  wasm: {
    module: leeWasm,
    // Two float64 and a 32-bit integer per column, and some columns to spare.
    scratch: (_, { width }) => 20 * (width + 8),
    call(exports, inputs, outputs, scratch, { width, height, radius, looks }) {
      exports.lee!(inputs.power, outputs.filtered, scratch, width, height, radius, looks);
    },
  },
};

export { shrink } from './shrink.js';
