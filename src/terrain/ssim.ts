/** Pixels that {@link ssimSum} needs around those it judges. */
export const SSIM_HALO = 5;

const SIGMA = 1.5;
const TAPS = gaussianTaps();
/** Stabilisers of the two fractions, relative to the range of the heights. */
const K1 = 0.01;
const K2 = 0.03;

export interface SsimSum {
  readonly sum: number;
  /** Pixels judged. */
  readonly count: number;
}

/** Heights that count as 0, and the span that counts as the full range. */
export interface HeightRange {
  readonly lowest: number;
  /** Greater than 0. */
  readonly range: number;
}

/**
 * Sum of the structural similarity (Wang et al. 2004, IEEE Trans. Image Process. 13, 600-612, eq. 13) over a window: a Gaussian of
 * sigma 1.5 cut at 11 x 11 pixels, population moments. Heights are taken from `lowest`, as the index depends on their level.
 *
 * @param tested row-major, `width` columns, with {@link SSIM_HALO} pixels more on every side than are judged
 * @returns pixels with a missing (NaN) height of either within their 11 x 11 neighbours take no part
 */
export function ssimSum(
  tested: Float32Array,
  reference: Float32Array,
  width: number,
  { lowest, range }: HeightRange,
): SsimSum {
  const height = tested.length / width;
  const [c1, c2] = [(K1 * range) ** 2, (K2 * range) ** 2];
  const x = Float64Array.from(tested, (h) => h - lowest);
  const y = Float64Array.from(reference, (h) => h - lowest);
  const smooth = (value: (i: number) => number): Float64Array => blur(value, width, height);
  const [mx, my] = [smooth((i) => x[i]), smooth((i) => y[i])];
  const [xx, yy, xy] = [smooth((i) => x[i] ** 2), smooth((i) => y[i] ** 2), smooth((i) => x[i] * y[i])];
  let [sum, count] = [0, 0];
  for (let i = 0; i < mx.length; i++) {
    const [a, b] = [mx[i], my[i]];
    const [varX, varY, cov] = [xx[i] - a * a, yy[i] - b * b, xy[i] - a * b];
    const index = ((2 * a * b + c1) * (2 * cov + c2)) / ((a * a + b * b + c1) * (varX + varY + c2));
    if (Number.isNaN(index)) continue;
    sum += index;
    count++;
  }
  return { sum, count };
}

/** Separable Gaussian without the halo: (width - 10) x (height - 10) values. */
function blur(value: (i: number) => number, width: number, height: number): Float64Array {
  const [cols, rows] = [width - 2 * SSIM_HALO, height - 2 * SSIM_HALO];
  const across = new Float64Array(cols * height);
  for (let row = 0; row < height; row++) {
    for (let col = 0; col < cols; col++) {
      let sum = 0;
      for (let k = 0; k < TAPS.length; k++) sum += TAPS[k] * value(row * width + col + k);
      across[row * cols + col] = sum;
    }
  }
  const out = new Float64Array(cols * rows);
  for (let i = 0; i < out.length; i++) {
    let sum = 0;
    for (let k = 0; k < TAPS.length; k++) sum += TAPS[k] * across[i + k * cols];
    out[i] = sum;
  }
  return out;
}

function gaussianTaps(): Float64Array {
  const taps = Float64Array.from({ length: 2 * SSIM_HALO + 1 }, (_, k) =>
    Math.exp(-0.5 * ((k - SSIM_HALO) / SIGMA) ** 2),
  );
  const total = taps.reduce((sum, tap) => sum + tap, 0);
  return taps.map((tap) => tap / total);
}
