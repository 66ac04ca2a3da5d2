import { z } from 'zod';

/** How heights become the network's numbers. */
export const heightCodecSchema = z.strictObject({
  /** Smallest and largest height above the base, metres: -80 and 929 at 8 m, -80 and 933 at 3 m in the paper. */
  min: z.number().default(-80),
  max: z.number().default(929),
  /** Logarithm of the heights above `min`; false scales them linearly. */
  log: z.boolean().default(true),
});

export type HeightCodec = z.output<typeof heightCodecSchema>;

/** Keeps the logarithm of the smallest height away from 0 as the published code does. */
const EPSILON = 1e-8;

/**
 * Normalises heights in metres above `base`, the least height of the whole coarse sample (methods/jspsr.md, section 3):
 * ln(h - base - min) / ln(max - min) + 1e-8, or linearly. Heights less than a metre above base + min are taken to be a metre above it,
 * where the logarithm is 0. Missing samples stay NaN.
 */
export function encodeHeights(heights: ArrayLike<number>, base: number, codec: HeightCodec): Float32Array {
  const { min, max, log } = codec;
  const range = max - min;
  return Float32Array.from(heights, (h) => {
    const above = h - base - min;
    return log ? Math.log(Math.max(1, above)) / Math.log(range) + EPSILON : above / range;
  });
}

/** Metres from normalised heights; the inverse of {@link encodeHeights}. */
export function decodeHeights(values: ArrayLike<number>, base: number, codec: HeightCodec): Float32Array {
  const { min, max, log } = codec;
  const range = max - min;
  return Float32Array.from(
    values,
    (y) => (log ? Math.exp((y - EPSILON) * Math.log(range)) : y * range) + min + base,
  );
}
