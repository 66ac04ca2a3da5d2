export type GaussianInputs = {
  /** Samples padded by the radius on every side, without missing ones (a NaN spreads over the radius). */
  readonly plane: Float32Array;
  /** Half of a symmetric filter: the centre, then the weights at distance 1 to radius; {@link gaussianTaps}. */
  readonly taps: Float32Array;
};

export type GaussianOutputs = {
  /** The inside of the plane: `(width - 2 radius) * (height - 2 radius)` samples. */
  readonly blurred: Float32Array;
};

export interface GaussianParams {
  /** Size of the padded plane. */
  readonly width: number;
  readonly height: number;
}

const f32 = Math.fround;

/** Both passes: `taps[0] * centre`, then per distance `taps[d] * (before + after)`, every step rounded to float32. */
export function reference(
  { plane, taps }: GaussianInputs,
  { blurred }: GaussianOutputs,
  { width, height }: GaussianParams,
): void {
  const radius = taps.length - 1;
  const inner = width - 2 * radius;
  const rows = new Float32Array(inner * height);
  convolve(plane, width, radius, 1, rows, inner, height, taps);
  convolve(rows, inner, radius * inner, inner, blurred, inner, height - 2 * radius, taps);
}

function convolve(
  source: Float32Array,
  sourceWidth: number,
  start: number,
  step: number,
  target: Float32Array,
  width: number,
  height: number,
  taps: Float32Array,
): void {
  for (let row = 0; row < height; row++) {
    for (let col = 0; col < width; col++) {
      const i = start + row * sourceWidth + col;
      let sum = f32(taps[0] * source[i]);
      for (let d = 1; d < taps.length; d++) {
        sum = f32(sum + f32(taps[d] * f32(source[i - d * step] + source[i + d * step])));
      }
      target[row * width + col] = sum;
    }
  }
}
