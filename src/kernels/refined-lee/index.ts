import { CuestaError } from '../../core/errors.js';
import type { Kernel } from '../../core/kernel.js';
import {
  REFINED_LEE_RADIUS,
  type RefinedLeeInputs,
  type RefinedLeeOutputs,
  type RefinedLeeParams,
  reference,
} from './reference.js';
import { refinedLeeWasm } from './refined-lee.generated.js';

/** Lee's refined speckle filter, which keeps edges; a padded tile gives the same bytes as the whole plane. */
export const refinedLee: Kernel<RefinedLeeInputs, RefinedLeeOutputs, RefinedLeeParams> = {
  name: 'refined-lee',
  tolerance: { abs: 0, rel: 1e-5 },
  outputs({ power }, { width, height, looks }) {
    const size = 2 * REFINED_LEE_RADIUS;
    if (!(width > size && height > size && looks > 0) || power.length !== width * height) {
      throw new CuestaError(
        'config',
        `Kernel refined-lee got ${power.length} samples for ${width} x ${height} pixels and ${looks} looks.`,
        { hint: 'Pad the plane by 3 pixels on every side; looks are positive.' },
      );
    }
    return { filtered: { type: 'f32', length: (width - size) * (height - size) } };
  },
  reference,
  wasm: {
    module: refinedLeeWasm,
    // Lists of the nine sides, and five lines of means.
    scratch: (_, { width }) => 9 * 200 + 16 + 5 * 8 * (width + 8),
    call(exports, inputs, outputs, scratch, { width, height, looks }) {
      exports.refinedLee!(inputs.power, outputs.filtered, scratch, width, height, looks);
    },
  },
};
