import { z } from 'zod';
import { CuestaError } from '../../core/errors.js';

/** Options of `simulate sar` besides the shared ones. */
export const sarFields = {
  mode: z
    .enum(['stripmap', 'spotlight'])
    .default('stripmap')
    .describe(
      'sar: pair of Wang et al. (2022): stripmap (ascending, 44.5 and 28.9 degrees, 1.8 or 1.2 x 3.3 m) or spotlight (descending, ' +
        '32.2 and 47.1 degrees, 1.2 x 1.6 m)',
    ),
  incidence: z
    .string()
    .optional()
    .describe('sar: incidence angles of both images in degrees, instead of those of the mode, e.g. 30,45')
    .meta({ placeholder: 'left,right' }),
  opposite: z
    .boolean()
    .default(false)
    .describe('sar: the second image is taken from the other side, flying the other way'),
  looks: z
    .number()
    .min(1)
    .max(1000)
    .default(1)
    .describe('sar: looks averaged in every sample; speckle has the variance 1 / looks')
    .meta({ placeholder: 'n' }),
  rain: z
    .number()
    .int()
    .min(0)
    .max(100)
    .default(0)
    .describe('sar: showers over the second image, which weaken it by 5 to 12 dB')
    .meta({ placeholder: 'n' }),
  dem: z
    .string()
    .optional()
    .describe(
      'sar: take images of this DEM instead (projected CRS in metres, heights above the ellipsoid, no nodata)',
    )
    .meta({ placeholder: 'file' }),
} as const;

/** The angles that `--incidence` names, or null. Throws `config`. */
export function incidencesOf(text: string | undefined): readonly [left: number, right: number] | null {
  if (text === undefined) return null;
  const [left, right, more] = text.split(',').map(Number);
  const usable = (angle: number | undefined): angle is number => angle! >= 15 && angle! <= 60;
  if (usable(left) && usable(right) && more === undefined) return [left, right];
  throw new CuestaError('config', `"${text}" is no pair of incidence angles.`, {
    subject: '--incidence',
    hint: 'Give two angles between 15 and 60 degrees: --incidence 30,45.',
  });
}
