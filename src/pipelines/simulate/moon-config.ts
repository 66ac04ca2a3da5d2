import { z } from 'zod';
import { CuestaError } from '../../core/errors.js';
import type { Sun } from '../../simulate/lunar/sun.js';

/** Options of `simulate moon` besides the shared ones. */
export const moonFields = {
  images: z
    .number()
    .int()
    .min(1)
    .max(99)
    .default(3)
    .describe('moon, mars: images of the scene, each under a Sun of its own')
    .meta({ placeholder: 'n' }),
  sun: z
    .array(z.string())
    .optional()
    .describe(
      'moon, mars: azimuth (clockwise from grid north, towards the Sun) and elevation in degrees of an image, e.g. 315,20; ' +
        'repeat it for several images, instead of --images',
    )
    .meta({ placeholder: 'az,el' }),
  pair: z
    .boolean()
    .default(false)
    .describe('moon: every image in a left and a right part that overlap by 135 px and differ in brightness'),
  misregistration: z
    .number()
    .min(0)
    .max(20)
    .default(0)
    .describe(
      'moon: largest shift of an image against the ground, in pixels; a quarter of it as stretch and turn',
    )
    .meta({ placeholder: 'px' }),
  ground: z
    .enum(['mixed', 'mare', 'highlands'])
    .default('mixed')
    .describe('moon: what the ground is like; mixed leaves it to the seed'),
  coarsePixel: z
    .number()
    .positive()
    .default(60)
    .describe('moon: cell size of the coarse model, rounded to whole pixels of the image')
    .meta({ placeholder: 'm' }),
  coarseNoise: z
    .number()
    .min(0)
    .max(100)
    .optional()
    .describe(
      'moon: noise of the coarse model; 0 leaves out its steps, too (default: between 1 and 2, by the seed)',
    )
    .meta({ placeholder: 'm' }),
} as const;

/** The Suns that the options name. Throws `config`. */
export function sunsOf(sun: readonly string[] | undefined): Sun[] | null {
  if (sun === undefined || sun.length === 0) return null;
  return sun.map((text) => {
    const [azimuth, elevation, more] = text.split(',').map(Number);
    if (more === undefined && Number.isFinite(azimuth) && elevation! > 0 && elevation! <= 90) {
      return { azimuth: azimuth!, elevation: elevation! };
    }
    throw new CuestaError('config', `"${text}" is no position of the Sun.`, {
      subject: '--sun',
      hint: 'Give azimuth and elevation in degrees, the elevation above 0 and at most 90: --sun 315,20.',
    });
  });
}
