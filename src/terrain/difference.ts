import { CuestaError } from '../core/errors.js';
import type { Raster } from '../core/raster.js';

/**
 * dh = tested minus reference, sample by sample: positive where the tested model is too high. NaN where either is.
 *
 * @throws `geometry` when the two do not lie on the same grid (resample first)
 */
export function difference(tested: Raster, reference: Raster): Raster {
  const { width, height } = tested;
  const sameTransform = tested.georef.transform.every((v, i) => v === reference.georef.transform[i]);
  if (width !== reference.width || height !== reference.height || !sameTransform) {
    throw new CuestaError('geometry', 'The tested and the reference raster lie on different grids.', {
      hint: 'Resample the tested raster to the grid of the reference first.',
    });
  }
  const data = new Float32Array(width * height);
  for (let i = 0; i < data.length; i++) data[i] = tested.data[i] - reference.data[i];
  return { width, height, data, georef: tested.georef };
}
