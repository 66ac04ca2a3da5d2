import { z } from 'zod';

/** How a file of points is read. */
export const pointFileFields = {
  csvFormat: z
    .string()
    .optional()
    .describe("Columns of a point file without names, as in ASP: '1:lon 2:lat 3:height_above_datum'")
    .meta({ placeholder: 'format' }),
  csvCrs: z
    .string()
    .optional()
    .describe('CRS of x and y in a point file (default: longitude and latitude on the body of the DEM)')
    .meta({ aliases: ['csv-srs', 'csv-proj4'], placeholder: 'crs' }),
} as const;

/** Whether the reference is a file of points and not a raster. */
export function hasPointReference({
  reference,
  csvFormat,
}: {
  readonly reference: string;
  readonly csvFormat?: string | undefined;
}): boolean {
  return csvFormat !== undefined || /\.(csv|txt|tsv|xyz)$/i.test(reference.replace(/\?.*$/, ''));
}
