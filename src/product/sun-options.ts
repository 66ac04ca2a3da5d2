import { z } from 'zod';

/** Fields of commands that shade a DEM. */
export const sunFields = {
  azimuth: z.number().default(315).describe('Direction of the sun in degrees, clockwise from north'),
  altitude: z.number().min(0).max(90).default(45).describe('Height of the sun above the horizon in degrees'),
  variant: z
    .enum(['regular', 'combined', 'multidirectional', 'igor'])
    .default('regular')
    .describe(
      'How light falls: Lambertian; also darker where steep; suns in SW, W, NW and N (no --azimuth); only slopes ' +
        'that face away from the sun are darker (no --altitude)',
    ),
  zFactor: z.number().positive().default(1).describe('Vertical exaggeration'),
};
