import { CuestaError } from '../../core/errors.js';
import type { Kernel } from '../../core/kernel.js';
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
};

export { shrink } from './shrink.js';
