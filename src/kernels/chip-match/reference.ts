import { type ChipInputs, type ChipParams, forEachShift } from '../chip/chip.js';

export type ChipMatchOutputs = {
  /**
   * Variance of the height difference in square metres, per tie point `(2 radius + 1)²` shifts: element
   * `(dy + radius) * (2 radius + 1) + dx + radius` belongs to the area that lies `dx` columns right of and `dy` rows below
   * the place at shift zero. NaN where a sample is missing.
   */
  readonly variance: Float32Array;
};

/**
 * Equation 1 of Hong et al. (2022), literally, for every shift:
 * `sigma² = 1/(w h) * sum_(m,n) ( I(m+i, n+j) - T(m,n) - u(i,j) )²` with `u` the mean difference, in two passes and float64.
 */
export function reference(inputs: ChipInputs, { variance }: ChipMatchOutputs, params: ChipParams): void {
  const { image, template } = inputs;
  const { imageWidth, templateWidth, chipWidth, chipHeight } = params;
  const n = chipWidth * chipHeight;
  forEachShift(inputs, params, variance, (chipAt, areaAt) => {
    let sum = 0;
    for (let row = 0; row < chipHeight; row++) {
      const i = areaAt + row * imageWidth;
      const t = chipAt + row * templateWidth;
      for (let col = 0; col < chipWidth; col++) sum += image[i + col] - template[t + col];
    }
    const mean = sum / n;
    let squares = 0;
    for (let row = 0; row < chipHeight; row++) {
      const i = areaAt + row * imageWidth;
      const t = chipAt + row * templateWidth;
      for (let col = 0; col < chipWidth; col++) squares += (image[i + col] - template[t + col] - mean) ** 2;
    }
    return squares / n;
  });
}
