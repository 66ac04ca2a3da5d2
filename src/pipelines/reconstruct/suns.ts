import { CuestaError } from '../../core/errors.js';
import type { Sun } from '../../simulate/lunar/sun.js';
import { requireDay } from './check-inputs.js';
import type { ReconstructConfig } from './config.js';

/** The Sun of an image, and how it is known. */
export interface ImageSun extends Sun {
  readonly from: 'option' | 'label' | 'search';
  /** Of the image with the reference shaded under it; null where it was not looked for. */
  readonly correlation: number | null;
}

/**
 * The Sun of every image by the options; null where they do not say. Throws `config` for other numbers of angles than one for all or one for
 * each, or for one kind of angle only, and `input` for the night side.
 */
export function sunsOf({
  image,
  sunAzimuth,
  sunElevation,
}: Pick<ReconstructConfig, 'image' | 'sunAzimuth' | 'sunElevation'>): readonly (ImageSun | null)[] {
  const azimuths = forEach(image, sunAzimuth, '--sun-azimuth');
  const elevations = forEach(image, sunElevation, '--sun-elevation');
  if (azimuths !== null && elevations === null) {
    throw new CuestaError('config', '--sun-azimuth is given without --sun-elevation.', {
      subject: '--sun-elevation',
      hint: 'Give both (elevation = 90 - incidence angle), or none: the label of the image is read, too.',
    });
  }
  for (const [i, path] of image.entries())
    if (elevations !== null) requireDay(path, elevations[i]!, '--sun-elevation');
  return image.map((_, i) => {
    return azimuths === null || elevations === null
      ? null
      : { azimuth: azimuths[i]!, elevation: elevations[i]!, from: 'option', correlation: null };
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
