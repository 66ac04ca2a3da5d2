import type { Band } from '../../core/band.js';
import { CuestaError } from '../../core/errors.js';
import type { SarQuantity } from './sar-product.js';

/**
 * Power of stored samples: `re^2 + im^2`, the square of an amplitude, or power as it is. NaN for missing samples and for those of
 * power 0: processors fill with 0 what they did not see, and speckle makes it next to never. Throws `unsupported`, naming the file,
 * when samples and quantity do not fit together.
 */
export function powerOf({ data, dtype, nodata }: Band, quantity: SarQuantity, name: string): Float32Array {
  const complex = 're' in data;
  if (
    complex !== (quantity === 'complex') ||
    data instanceof BigInt64Array ||
    data instanceof BigUint64Array
  ) {
    throw new CuestaError('unsupported', `${name} has ${dtype} samples, which cannot be ${quantity}.`, {
      subject: name,
      hint: 'Name the raster that belongs to the description, or correct "quantity".',
    });
  }
  if (complex) {
    return Float32Array.from(data.re, (re, i) => present(re * re + data.im[i] ** 2));
  }
  return Float32Array.from(data, (value) => {
    if (value === nodata) return Number.NaN;
    return present(quantity === 'amplitude' ? value * value : value);
  });
}

/** Power in decibels; NaN stays. */
export function decibels(power: Float32Array): Float32Array {
  return power.map((p) => 10 * Math.log10(p));
}

function present(power: number): number {
  return power > 0 ? power : Number.NaN;
}
