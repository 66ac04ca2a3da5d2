/**
 * IEEE 754 half precision in its 16 bits. Encoding rounds to the nearest, ties to even, straight from float32; beyond 65504 it gives
 * infinities, below 2^-24 zeros, with subnormals between. NaN stays NaN (a quiet one).
 */
export function encodeFloat16(values: Float32Array): Uint16Array {
  const bits = new Uint32Array(values.buffer, values.byteOffset, values.length);
  return Uint16Array.from(bits, toHalf);
}

/** Exact. */
export function decodeFloat16(halves: Uint16Array): Float32Array {
  return Float32Array.from(halves, fromHalf);
}

function toHalf(bits: number): number {
  const sign = (bits >>> 16) & 0x8000;
  const magnitude = bits & 0x7fffffff;
  if (magnitude > 0x7f800000) return sign | 0x7e00;
  // From 65520 on, the middle between the largest half and its successor.
  if (magnitude >= 0x477ff000) return sign | 0x7c00;
  // From 2^-14 on: normal. The exponent's bias changes by 112; a carry of the rounding runs into the exponent, as it should.
  if (magnitude >= 0x38800000) return sign | roundShift(magnitude - (112 << 23), 13);
  // Below 2^-25 half of the smallest subnormal is not reached; at it the tie goes to zero, which is even.
  if (magnitude <= 0x33000000) return sign;
  const exponent = magnitude >>> 23;
  return sign | roundShift((magnitude & 0x7fffff) | 0x800000, 126 - exponent);
}

/** value / 2^shift to the nearest integer, ties to even. */
function roundShift(value: number, shift: number): number {
  const quotient = value >>> shift;
  const rest = value & ((1 << shift) - 1);
  const half = 1 << (shift - 1);
  return quotient + (rest > half || (rest === half && (quotient & 1) === 1) ? 1 : 0);
}

function fromHalf(half: number): number {
  const sign = half & 0x8000 ? -1 : 1;
  const exponent = (half >>> 10) & 31;
  const fraction = half & 0x3ff;
  if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return exponent === 0 ? sign * fraction * 2 ** -24 : sign * (1024 + fraction) * 2 ** (exponent - 25);
}
