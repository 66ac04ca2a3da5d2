import { type ChipInputs, type ChipParams, forEachShift } from '../chip/chip.js';

export type NccOutputs = {
  /**
   * Normalised cross-correlation, -1 to 1, per tie point `(2 radius + 1)²` shifts in the order of `chip-match`. NaN where a
   * sample is missing or where chip or area is flat.
   */
  readonly correlation: Float32Array;
};

export interface NccParams extends ChipParams {
  /** Chips and areas whose standard deviation is at most this, in the planes' unit, count as flat. */
  readonly flat: number;
}

/** Covariance of chip and area over the product of their standard deviations, in two passes and float64. */
export function reference(inputs: ChipInputs, { correlation }: NccOutputs, params: NccParams): void {
  const { image, template } = inputs;
  const { imageWidth, templateWidth, chipWidth, chipHeight, flat } = params;
  const n = chipWidth * chipHeight;
  forEachShift(inputs, params, correlation, (chipAt, areaAt) => {
    let sumI = 0;
    let sumT = 0;
    for (let row = 0; row < chipHeight; row++) {
      for (let col = 0; col < chipWidth; col++) {
        sumI += image[areaAt + row * imageWidth + col];
        sumT += template[chipAt + row * templateWidth + col];
      }
    }
    let [squaresI, squaresT, products] = [0, 0, 0];
    for (let row = 0; row < chipHeight; row++) {
      for (let col = 0; col < chipWidth; col++) {
        const i = image[areaAt + row * imageWidth + col] - sumI / n;
        const t = template[chipAt + row * templateWidth + col] - sumT / n;
        squaresI += i * i;
        squaresT += t * t;
        products += i * t;
      }
    }
    const least = n * flat * flat;
    return squaresI > least && squaresT > least ? products / Math.sqrt(squaresI * squaresT) : Number.NaN;
  });
}
