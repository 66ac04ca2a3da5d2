import { CuestaError } from '../../core/errors.js';
import type { Sun } from '../../simulate/lunar/sun.js';
import { requireDay } from './check-inputs.js';
import type { ReconstructConfig } from './config.js';

/**
 * The Sun of every image; null where its direction is not known. Throws `config` for other numbers of angles than one for all or one for
 * each, or for one kind of angle only, and `input` for the night side.
 */
export function sunsOf({
  image,
  sunAzimuth,
  sunElevation,
}: Pick<ReconstructConfig, 'image' | 'sunAzimuth' | 'sunElevation'>): readonly (Sun | null)[] {
  const azimuths = forEach(image, sunAzimuth, '--sun-azimuth');
  const elevations = forEach(image, sunElevation, '--sun-elevation');
  if (azimuths !== null && elevations === null) {
    throw new CuestaError('config', '--sun-azimuth is given without --sun-elevation.', {
      subject: '--sun-elevation',
      hint: 'Give both: the label of the image has them (incidence angle = 90 - elevation).',
    });
  }
  for (const [i, path] of image.entries()) if (elevations !== null) requireDay(path, elevations[i]!);
  return image.map((_, i) => {
    return azimuths === null || elevations === null
      ? null
      : { azimuth: azimuths[i]!, elevation: elevations[i]! };
  });
}

/** The Suns that a registration needs. Throws `config` when they are not known. */
export function requireSuns(suns: readonly (Sun | null)[]): readonly Sun[] {
  return suns.map((sun) => {
    if (sun !== null) return sun;
    throw new CuestaError('config', '--register needs the Sun of every image.', {
      subject: '--sun-azimuth',
      hint: 'Give --sun-azimuth and --sun-elevation: the label of the image has them (incidence angle = 90 - elevation).',
    });
  });
}

function forEach(
  images: readonly string[],
  angles: readonly number[] | undefined,
  option: string,
): readonly number[] | null {
  if (angles === undefined) return null;
  if (angles.length === 1) return images.map(() => angles[0]!);
  if (angles.length === images.length) return angles;
  throw new CuestaError('config', `${option} has ${angles.length} angles for ${images.length} images.`, {
    subject: option,
    hint: 'Give one angle for all images or one for each, in their order.',
  });
}
