import type { Measure } from './neighbourhoods.js';

/** Topographic position index (Weiss 2001): height above the mean of the eight neighbours. */
export const positionIndex: Measure = (z) =>
  z[4] - (z[0] + z[1] + z[2] + z[3] + z[5] + z[6] + z[7] + z[8]) / 8;

/** Terrain ruggedness index of Riley et al. (1999): root of the summed squares of the eight height differences. */
export const ruggednessRiley: Measure = (z) => {
  let sum = 0;
  for (let k = 0; k < 9; k++) sum += (z[k] - z[4]) ** 2;
  return Math.sqrt(sum);
};

/** Terrain ruggedness index of Wilson et al. (2007), made for the sea floor: mean of the eight absolute differences. */
export const ruggednessWilson: Measure = (z) => {
  let sum = 0;
  for (let k = 0; k < 9; k++) sum += Math.abs(z[k] - z[4]);
  return sum / 8;
};

/** Roughness of Wilson et al. (2007): largest minus smallest of the nine heights. */
export const roughness: Measure = (z) => {
  let [min, max] = [z[0], z[0]];
  for (let k = 1; k < 9; k++) {
    if (z[k] < min) min = z[k];
    if (z[k] > max) max = z[k];
  }
  return max - min;
};
