import { gradient, gradientFactors } from '../horn/horn.js';
import type { SlopeInputs, SlopeOutputs, SlopeParams } from './index.js';

const f32 = Math.fround;

export function reference({ heights }: SlopeInputs, { slope }: SlopeOutputs, params: SlopeParams): void {
  const { width, height, unit } = params;
  const factors = gradientFactors(params);
  const rise = new Float64Array(2);
  let o = 0;
  for (let row = 1; row < height - 1; row++) {
    for (let col = 1; col < width - 1; col++) {
      gradient(heights, row * width + col, params, factors, rise);
      const p = rise[0]!;
      const q = rise[1]!;
      const t = f32(Math.sqrt(f32(f32(p * p) + f32(q * q))));
      if (!(t < Number.POSITIVE_INFINITY)) slope[o++] = Number.NaN;
      else slope[o++] = unit === 'percent' ? f32(t * 100) : (Math.atan(t) * 180) / Math.PI;
    }
  }
}
