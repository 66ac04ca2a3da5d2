import { z } from 'zod';

const file = (what: string) => z.string().min(1).optional().describe(what).meta({ placeholder: 'file' });

export const datasetSchema = z.strictObject({
  layout: z.enum(['dfc30']).describe('Layout of the data set').meta({ positional: true }),
  output: z
    .string()
    .min(1)
    .describe('Folder that gets DFC30_8m or DFC30_3m')
    .meta({ short: 'o', placeholder: 'folder' }),
  resolution: z.enum(['8', '3']).default('8').describe('Pixels of the samples, metres'),
  source: z
    .string()
    .min(1)
    .optional()
    .describe('A DFC30_source tree: CITY/LAYER/*.tif as they came')
    .meta({ placeholder: 'folder' }),
  city: z
    .string()
    .regex(/^[^/\\.][^/\\]*$/, 'a folder name')
    .optional()
    .describe('Name of the area that own rasters make'),
  ortho: file('Own rasters: orthoimage, red, green and blue of 8 bits'),
  truth: file('bare-earth heights, finer than the samples'),
  cop30: file('Copernicus GLO-30 or another global surface model'),
  landUse: file('classes 0 to 15 of IEEE DFC2022, or one band per class'),
  canopy: file('heights of trees, metres'),
  fabdem: file('FABDEM'),
  fathom: file('FathomDEM'),
});

export type DatasetConfig = z.output<typeof datasetSchema>;
