let table: Float32Array | undefined;

/** Widens IEEE 754 half precision bit patterns to float32, exactly. */
export function widenHalf(halves: Uint16Array): Float32Array {
  table ??= buildTable();
  const out = new Float32Array(halves.length);
  for (let i = 0; i < halves.length; i++) out[i] = table[halves[i]]!;
  return out;
}

/** Value of every bit pattern. */
function buildTable(): Float32Array {
  return Float32Array.from({ length: 65536 }, (_, bits) => {
    const sign = bits & 0x8000 ? -1 : 1;
    const exponent = (bits >> 10) & 31;
    const fraction = bits & 1023;
    if (exponent === 31) return fraction === 0 ? sign * Infinity : NaN;
    if (exponent === 0) return sign * fraction * 2 ** -24;
    return sign * (1024 + fraction) * 2 ** (exponent - 25);
  });
}

/** The half precision number closest to `value`, ties to even; infinite beyond 65504. */
export function roundToHalf(value: number): number {
  const size = Math.abs(value);
  if (!Number.isFinite(value) || size === 0) return value;
  if (size >= 65520) return Math.sign(value) * Infinity;
  // `Math.log2` may be off by one ulp just below a power of two; float32 has the exponent exactly.
  const exponent = Math.max((new Uint32Array(new Float32Array([size]).buffer)[0] >>> 23) - 127, -14);
  const step = 2 ** (exponent - 10);
  const steps = size / step;
  const floor = Math.floor(steps);
  const up = steps - floor > 0.5 || (steps - floor === 0.5 && floor % 2 === 1);
  return Math.sign(value) * (floor + (up ? 1 : 0)) * step;
}
