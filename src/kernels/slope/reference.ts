import { gradient, gradientFactors, type HornParams } from '../horn/horn.js';

export type SlopeInputs = {
  /** Heights, row-major from the north, padded by one pixel on every side; NaN where missing. */
  readonly heights: Float32Array;
};

export type SlopeOutputs = {
  /** `(width - 2) * (height - 2)` slopes, NaN where missing. */
  readonly slope: Float32Array;
};

export interface SlopeParams extends HornParams {
  /** Degrees from the horizontal, or 100 times rise over run. */
  readonly unit: 'degree' | 'percent';
}

const f32 = Math.fround;

/** The rise in float32, its arc tangent in float64. */
export function reference({ heights }: SlopeInputs, { slope }: SlopeOutputs, params: SlopeParams): void {
  const { width, height, unit } = params;
  const factors = gradientFactors(params);
  const rise = new Float64Array(2);
  let o = 0;
  for (let row = 1; row < height - 1; row++) {
    for (let col = 1; col < width - 1; col++) {
      gradient(heights, row * width + col, params, factors, rise);
      const p = rise[0];
      const q = rise[1];
      const t = f32(Math.sqrt(f32(f32(p * p) + f32(q * q))));
      if (!(t < Number.POSITIVE_INFINITY)) slope[o++] = Number.NaN;
      else slope[o++] = unit === 'percent' ? f32(t * 100) : (Math.atan(t) * 180) / Math.PI;
    }
  }
}
