import { z } from 'zod';

export const contourSchema = z.strictObject({
  input: z.string().describe('DEM: path or http(s) URL').meta({ positional: true }),
  output: z.string().min(1).describe('GeoJSON to write').meta({ short: 'o', placeholder: 'file' }),
  interval: z.number().positive().describe('Difference of height between contours').meta({ short: 'i' }),
  base: z
    .number()
    .default(0)
    .describe('Height of one of them, from which the others count')
    .meta({ aliases: ['off'] }),
});

export type ContourConfig = z.output<typeof contourSchema>;
