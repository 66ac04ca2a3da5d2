import { CuestaError } from '../../core/errors.js';
import type { Kernel } from '../../core/kernel.js';
import { multilookWasm } from './multilook.generated.js';
import { type MultilookInputs, type MultilookOutputs, type MultilookParams, reference } from './reference.js';

/** Multilooking of SAR images: independent blocks of power become their mean, which lowers the speckle. */
export const multilook: Kernel<MultilookInputs, MultilookOutputs, MultilookParams> = {
  name: 'multilook',
  tolerance: 'exact',
  outputs({ power }, { width, height, looksX, looksY }) {
    if (
      power.length !== width * height ||
      !(looksX >= 1 && looksX <= width && looksY >= 1 && looksY <= height)
    ) {
      throw new CuestaError(
        'config',
        `Kernel multilook got ${power.length} samples for ${width} x ${height} pixels and ${looksX} x ${looksY} looks.`,
        { hint: 'Use fewer looks, or a larger image.' },
      );
    }
    return { mean: { type: 'f32', length: Math.floor(width / looksX) * Math.floor(height / looksY) } };
  },
  reference,
  wasm: {
    module: multilookWasm,
    call(exports, inputs, outputs, _scratch, { width, height, looksX, looksY }) {
      exports.multilook!(inputs.power, outputs.mean, width, height, looksX, looksY);
    },
  },
};
