import { gaussian, gaussianRadius, gaussianTaps } from '../../kernels/gaussian/index.js';

/** A plane under a Gaussian point spread of `sigma` pixels; edges are repeated outwards. */
export function spreadPoints(
  plane: Float32Array,
  width: number,
  height: number,
  sigma: number,
): Float32Array {
  const pad = gaussianRadius(sigma);
  const [wide, tall] = [width + 2 * pad, height + 2 * pad];
  const padded = new Float32Array(wide * tall);
  for (let r = 0; r < tall; r++) {
    const from = Math.min(Math.max(r - pad, 0), height - 1) * width;
    padded.fill(plane[from], r * wide, r * wide + pad);
    padded.set(plane.subarray(from, from + width), r * wide + pad);
    padded.fill(plane[from + width - 1], r * wide + pad + width, (r + 1) * wide);
  }
  const blur = new Float32Array(width * height);
  gaussian.reference(
    { plane: padded, taps: gaussianTaps(sigma) },
    { blurred: blur },
    { width: wide, height: tall },
  );
  return blur;
}
