import { CuestaError } from '../../core/errors.js';
import { GUIDANCE_CHANNELS } from './config.js';

/** Clouds, which the published masks have no channel for. */
const CLOUDS = 15;

/**
 * Planes of 0 and 1, one per class of land use, of classes 0 … 15 of IEEE DFC2022, NaN where missing: these are of class 0, no information;
 * clouds are of none. Throws `input` for another class, naming the file `path`.
 */
export function landUsePlanes(classes: Float32Array, path: string): Float32Array[] {
  const planes = Array.from({ length: GUIDANCE_CHANNELS.mask }, () => new Float32Array(classes.length));
  classes.forEach((use, i) => {
    if (use === CLOUDS) return;
    const plane = planes[Number.isNaN(use) ? 0 : use];
    if (plane === undefined) throw noClass(path, use);
    plane[i] = 1;
  });
  return planes;
}

function noClass(path: string, value: number): CuestaError {
  return new CuestaError('input', `${path} has the sample ${value}, which is no class of land use.`, {
    subject: path,
    hint: 'Classes are 0 to 15 as in IEEE DFC2022 (after the European Urban Atlas); recode the file first.',
  });
}
