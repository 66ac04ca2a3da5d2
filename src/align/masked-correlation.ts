import { type Complex, fft2 } from '../math/fft.js';

/** An image with missing samples (NaN), row-major. */
export interface MaskedImage {
  readonly width: number;
  readonly height: number;
  readonly data: Float64Array;
}

export interface CorrelationPeak {
  /** Whole pixels to add to positions of `moving` to meet `fixed`. */
  readonly cols: number;
  readonly rows: number;
  /** Normalised cross-correlation there, -1..1; NaN when no shift has enough overlap. */
  readonly ncc: number;
  /** Greatest value elsewhere, more than {@link PEAK_RADIUS} pixels away. */
  readonly second: number;
  /** Greatest shifts that had enough overlap. */
  readonly rangeCols: number;
  readonly rangeRows: number;
}

const PEAK_RADIUS = 3;

/**
 * Best whole-pixel shift between two images of one size, over all shifts at which at least `minShare` of the valid samples of the
 * sparser one overlap: masked normalised cross-correlation by FFT (Padfield 2012, IEEE TIP 21(5), eq. 8). Samples must
 * have about zero mean: the sums cancel otherwise.
 */
export function correlateMasked(fixed: MaskedImage, moving: MaskedImage, minShare: number): CorrelationPeak {
  const size = 2 ** Math.ceil(Math.log2(2 * Math.max(fixed.width, fixed.height)));
  const f = spectra(fixed, size);
  const m = spectra(moving, size);
  const overlap = correlate(f.mask, m.mask, size);
  const sumF = correlate(f.values, m.mask, size);
  const sumM = correlate(f.mask, m.values, size);
  const squaresF = correlate(f.squares, m.mask, size);
  const squaresM = correlate(f.mask, m.squares, size);
  const products = correlate(f.values, m.values, size);
  const least = Math.max(16, minShare * Math.min(f.valid, m.valid));
  const ncc = new Float64Array(size * size).fill(Number.NaN);
  for (let i = 0; i < ncc.length; i++) {
    const n = overlap[i]!;
    if (n < least - 0.5) continue;
    const [varianceF, varianceM] = [squaresF[i]! - sumF[i]! ** 2 / n, squaresM[i]! - sumM[i]! ** 2 / n];
    if (!(varianceF > 1e-9 * f.energy && varianceM > 1e-9 * m.energy)) continue;
    ncc[i] = (products[i]! - (sumF[i]! * sumM[i]!) / n) / Math.sqrt(varianceF * varianceM);
  }
  return findPeak(ncc, size);
}

interface Spectra {
  readonly mask: Complex;
  readonly values: Complex;
  readonly squares: Complex;
  readonly valid: number;
  readonly energy: number;
}

function spectra({ width, height, data }: MaskedImage, size: number): Spectra {
  const empty = (): Complex => ({ re: new Float64Array(size * size), im: new Float64Array(size * size) });
  const [mask, values, squares] = [empty(), empty(), empty()];
  let [valid, energy] = [0, 0];
  for (let row = 0; row < height; row++) {
    for (let col = 0; col < width; col++) {
      const v = data[row * width + col]!;
      if (Number.isNaN(v)) continue;
      const i = row * size + col;
      mask.re[i] = 1;
      values.re[i] = v;
      squares.re[i] = v * v;
      valid++;
      energy += v * v;
    }
  }
  for (const image of [mask, values, squares]) fft2(image, size, false);
  return { mask, values, squares, valid, energy };
}

/** `sum over p of a(p + shift) b(p)`, shift modulo size. */
function correlate(a: Complex, b: Complex, size: number): Float64Array {
  const re = new Float64Array(size * size);
  const im = new Float64Array(size * size);
  for (let i = 0; i < re.length; i++) {
    re[i] = a.re[i]! * b.re[i]! + a.im[i]! * b.im[i]!;
    im[i] = a.im[i]! * b.re[i]! - a.re[i]! * b.im[i]!;
  }
  fft2({ re, im }, size, true);
  return re;
}

function findPeak(ncc: Float64Array, size: number): CorrelationPeak {
  const signed = (k: number): number => (k < size / 2 ? k : k - size);
  let [best, rangeCols, rangeRows] = [-1, 0, 0];
  for (let i = 0; i < ncc.length; i++) {
    if (Number.isNaN(ncc[i])) continue;
    rangeCols = Math.max(rangeCols, Math.abs(signed(i % size)));
    rangeRows = Math.max(rangeRows, Math.abs(signed(Math.floor(i / size))));
    if (best < 0 || ncc[i]! > ncc[best]!) best = i;
  }
  if (best < 0) return { cols: 0, rows: 0, ncc: Number.NaN, second: Number.NaN, rangeCols: 0, rangeRows: 0 };
  const [cols, rows] = [signed(best % size), signed(Math.floor(best / size))];
  let second = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < ncc.length; i++) {
    const far = Math.max(Math.abs(signed(i % size) - cols), Math.abs(signed(Math.floor(i / size)) - rows));
    if (far > PEAK_RADIUS && ncc[i]! > second) second = ncc[i]!;
  }
  return { cols, rows, ncc: ncc[best]!, second, rangeCols, rangeRows };
}
