import { createRng } from '../../src/core/rng.js';
import { fft2 } from '../../src/math/fft.js';
import { covariance, totalSill, type VariogramModel } from '../../src/math/variogram/variogram-model.js';

/** Cells along a side of a field. */
export const FIELD_SIZE = 512;

/**
 * Two independent Gaussian fields of a known covariance on a torus of 512 x 512 cells, by circulant embedding (Dietrich & Newsam
 * 1997): white noise in the frequency domain with the square root of the covariance's spectrum. Lags are in cells.
 */
export function gaussianFields(model: VariogramModel, seed: number): [Float32Array, Float32Array] {
  const cells = FIELD_SIZE * FIELD_SIZE;
  const spectrum = { re: new Float64Array(cells), im: new Float64Array(cells) };
  for (let i = 0; i < cells; i++) {
    const [col, row] = [i % FIELD_SIZE, Math.floor(i / FIELD_SIZE)];
    const lag = Math.hypot(Math.min(col, FIELD_SIZE - col), Math.min(row, FIELD_SIZE - row));
    spectrum.re[i] = lag === 0 ? totalSill(model) : covariance(model, lag);
  }
  fft2(spectrum, FIELD_SIZE, false);
  const rng = createRng(seed);
  for (let i = 0; i < cells; i++) {
    const amplitude = Math.sqrt(Math.max(0, spectrum.re[i]!)) * FIELD_SIZE;
    spectrum.re[i] = amplitude * rng.normal();
    spectrum.im[i] = amplitude * rng.normal();
  }
  fft2(spectrum, FIELD_SIZE, true);
  return [Float32Array.from(spectrum.re), Float32Array.from(spectrum.im)];
}
