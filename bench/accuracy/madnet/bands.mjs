import { blockMeans } from '../jspsr/earth-scene.mjs';
import { minus } from '../rasters.mjs';

/**
 * The error of a model in octaves, whose squares add up to that of the whole: band k is what means over 2^k x 2^k pixels have and those over
 * twice as many lack, wavelengths of about 2 to 4 times 2^k pixels; the last entry is everything longer. Left out at the right and lower edge: a
 * twentieth, which a pyramid's coarse steps may not reach, and what does not fill the largest blocks.
 */
export function errorBands(tested, truth, octaves) {
  const whole = 2 ** octaves;
  const dh = cropTo(minus(tested, truth), whole);
  const pixel = dh.georef.transform[0];
  const levels = [dh];
  for (let k = 0; k < octaves; k++) levels.push(blockMeans(levels[k], 2));
  const power = ({ data }) => data.reduce((sum, d) => sum + d * d, 0) / data.length;
  const powers = levels.map(power);
  const bands = powers.slice(0, -1).map((p, k) => ({
    ...{ from: 2 * 2 ** k * pixel, to: 4 * 2 ** k * pixel },
    rmse: Math.sqrt(Math.max(0, p - powers[k + 1])),
  }));
  return [...bands, { from: 2 * whole * pixel, to: null, rmse: Math.sqrt(powers.at(-1)) }];
}

function cropTo({ width, height, data, georef }, block) {
  const [w, h] = [width, height].map((side) => block * Math.floor((0.95 * side) / block));
  const part = new Float32Array(w * h);
  for (let r = 0; r < h; r++) part.set(data.subarray(r * width, r * width + w), r * w);
  if (part.some(Number.isNaN)) throw new Error('Bands of a model with missing heights');
  return { width: w, height: h, data: part, georef };
}
