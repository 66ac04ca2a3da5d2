import { z } from 'zod';

export const profileSchema = z.strictObject({
  input: z.string().describe('DEM: path or http(s) URL').meta({ positional: true }),
  line: z
    .tuple([z.number(), z.number(), z.number(), z.number()])
    .describe('Ends of the line in the CRS of the DEM')
    .meta({ placeholder: 'x0 y0 x1 y1' }),
  output: z.string().min(1).describe('CSV to write').meta({ short: 'o', placeholder: 'file' }),
  svg: z.string().min(1).optional().describe('Drawing to write').meta({ placeholder: 'file' }),
  spacing: z
    .number()
    .positive()
    .optional()
    .describe('Distance of the samples in map units, at most (default: one pixel)'),
});

export type ProfileConfig = z.output<typeof profileSchema>;
