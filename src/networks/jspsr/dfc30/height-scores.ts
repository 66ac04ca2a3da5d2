import { accuracyOf } from '../../../terrain/accuracy-passes.js';

/** Errors of heights against the truth over all pixels of all samples. */
export interface HeightScores {
  /** Metres. */
  readonly rmse: number;
  /** 20 · log10(peak / rmse), dB. */
  readonly psnr: number;
  readonly mae: number;
  readonly median: number;
  readonly nmad: number;
  readonly le95: number;
  /** Of slopes, rise over run. */
  readonly slopeRmse: number;
}

export interface ScoreSums {
  readonly errors: Float32Array[];
  slopeSquares: number;
  slopes: number;
}

export const noScores = (): ScoreSums => ({ errors: [], slopeSquares: 0, slopes: 0 });

/** Adds square samples of `width` pixels, row-major, in metres, on a grid of `pixel` metres. */
export function addSample(
  sums: ScoreSums,
  found: Float32Array,
  truth: Float32Array,
  { width, pixel }: { readonly width: number; readonly pixel: number },
): void {
  sums.errors.push(found.map((h, i) => h - truth[i]!));
  for (let r = 1; r < width - 1; r++) {
    for (let c = 1; c < width - 1; c++) {
      const i = r * width + c;
      sums.slopeSquares += (slopeAt(found, i, width, pixel) - slopeAt(truth, i, width, pixel)) ** 2;
      sums.slopes++;
    }
  }
}

export function scoresOf({ errors, slopeSquares, slopes }: ScoreSums, peak: number): HeightScores {
  const all = new Float32Array(errors.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of errors) {
    all.set(part, at);
    at += part.length;
  }
  const { rmse, mae, median, nmad, le95 } = accuracyOf(all, null, 0);
  const psnr = 20 * Math.log10(peak / rmse);
  return { rmse, psnr, mae, median, nmad, le95, slopeRmse: Math.sqrt(slopeSquares / slopes) };
}

/** Horn's slope. */
function slopeAt(h: Float32Array, i: number, width: number, pixel: number): number {
  const [up, down] = [i - width, i + width];
  const east = h[up + 1]! + 2 * h[i + 1]! + h[down + 1]! - h[up - 1]! - 2 * h[i - 1]! - h[down - 1]!;
  const south = h[down - 1]! + 2 * h[down]! + h[down + 1]! - h[up - 1]! - 2 * h[up]! - h[up + 1]!;
  return Math.hypot(east, south) / (8 * pixel);
}
