import type { DType } from '../../core/band.js';
import { roundToHalf } from './decode/float16.js';

const INTEGER_RANGES: Readonly<Partial<Record<DType, readonly [min: number, max: number]>>> = {
  int8: [-128, 127],
  uint8: [0, 255],
  int16: [-32768, 32767],
  uint16: [0, 65535],
  int32: [-2147483648, 2147483647],
  uint32: [0, 4294967295],
  int64: [-(2 ** 63), 2 ** 63],
  uint64: [0, 2 ** 64],
};

const LARGEST_FLOAT32 = 3.4028234663852886e38;

/**
 * Value of the GDAL_NODATA tag (42113), rounded to the sample type: `-3.4e+38` in the tag means the float32 closest to
 * it, which is what the samples hold. Null when the tag is missing, no number, or a number that no sample can have.
 */
export function parseNodata(text: string | null, dtype: DType): number | null {
  if (text === null) return null;
  const value = parseNumber(text.trim().toLowerCase());
  if (value === null) return null;
  const range = INTEGER_RANGES[dtype];
  if (range !== undefined) {
    return Number.isInteger(value) && value >= range[0] && value <= range[1] ? value : null;
  }
  if (dtype === 'float64' || !Number.isFinite(value)) return value;
  const rounded = dtype === 'float16' ? roundToHalf(value) : roundToSingle(value);
  return Number.isFinite(rounded) ? rounded : null;
}

/** Writers print the largest float32 with few digits, rounded up: that must not become infinite. */
function roundToSingle(value: number): number {
  const rounded = Math.fround(value);
  if (Number.isFinite(rounded) || Math.abs(value) > LARGEST_FLOAT32 * (1 + 1e-6)) return rounded;
  return Math.sign(value) * LARGEST_FLOAT32;
}

function parseNumber(text: string): number | null {
  if (/^[+-]?nan/.test(text)) return NaN;
  const infinite = /^([+-]?)inf/.exec(text);
  if (infinite !== null) return infinite[1] === '-' ? -Infinity : Infinity;
  const match = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?/.exec(text);
  return match === null ? null : Number(match[0]);
}
