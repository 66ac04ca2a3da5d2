import { z } from 'zod';
import { ALIGN_METHODS } from '../../align/alignment.js';
import { pointFileFields } from '../../product/point-options.js';
import { datumFields } from '../../product/product-options.js';
import { ASSERTION_METRICS, parseAssertion } from './assertions.js';

export const compareSchema = z.strictObject({
  tested: z
    .array(z.string())
    .min(1)
    .describe('DEMs to test: paths or http(s) URLs')
    .meta({ positional: true }),
  reference: z
    .string()
    .min(1)
    .describe('What they are measured against: a DEM, or control points (.csv, .txt, .tsv, .xyz)')
    .meta({ placeholder: 'file' }),
  output: z
    .string()
    .min(1)
    .optional()
    .describe('Folder for NAME_dh.tif (Cloud-Optimised), report.html and compare.json (default: only print)')
    .meta({ short: 'o', placeholder: 'folder' }),
  grid: z
    .enum(['tested', 'reference'])
    .default('tested')
    .describe('Whose pixels are compared as they are; the other DEM is resampled to them'),
  resampling: z
    .enum(['nearest', 'bilinear', 'cubic', 'cubicspline', 'lanczos', 'average'])
    .default('bilinear')
    .describe('Interpolation; its support grows with the pixel size when shrinking')
    .meta({ short: 'r' }),
  profile: z
    .tuple([z.number(), z.number(), z.number(), z.number()])
    .optional()
    .describe(
      'Cross section from x1 y1 to x2 y2 in the CRS of the compared grid (default: west-east and north-south)',
    )
    .meta({ placeholder: 'x1 y1 x2 y2' }),
  align: z
    .boolean()
    .default(false)
    .describe('Also the same after every tested DEM was aligned to the reference; --assert is about that'),
  alignMethod: z
    .enum(ALIGN_METHODS)
    .default('nuth-kaab')
    .describe('How --align aligns, as in cuesta align')
    .meta({ placeholder: 'method' }),
  similarity: z
    .boolean()
    .default(false)
    .describe('Also the structural similarity (SSIM) and the effective resolution'),
  uncertainty: z
    .boolean()
    .default(false)
    .describe(
      'Also errors by slope and curvature, the variogram of dh with its model, and the uncertainty of the mean over an area',
    ),
  mask: z
    .string()
    .min(1)
    .optional()
    .describe(
      'Raster of stable terrain, not 0: statistics inside and outside; --uncertainty only uses inside',
    )
    .meta({ placeholder: 'file' }),
  classes: z
    .string()
    .min(1)
    .optional()
    .describe('Raster of classes, whole numbers from 0: statistics for each')
    .meta({ placeholder: 'file' }),
  byAspect: z.boolean().default(false).describe('Also statistics by aspect of the reference'),
  direction: z
    .number()
    .min(0)
    .max(360)
    .optional()
    .describe('Also mean dh along and across this azimuth, degrees clockwise from the north of the grid')
    .meta({ placeholder: 'azimuth' }),
  seed: z.int().default(1).describe('Seed of the samples that --uncertainty and --align draw'),
  assert: z
    .array(z.string().refine((text) => parseAssertion(text) !== null))
    .default([])
    .describe(
      `Demand on every tested DEM, quoted, e.g. "rmse<2"; exit code 4 when one is missed. With <, <=, >, >= and ${ASSERTION_METRICS}`,
    )
    .meta({ placeholder: 'demand' }),
  ...datumFields,
  referenceVertical: z
    .string()
    .optional()
    .describe('Vertical datum of a reference that does not state one (default: --assume-vertical)')
    .meta({ placeholder: 'datum' }),
  ...pointFileFields,
  pointsOut: z
    .string()
    .min(1)
    .optional()
    .describe('Also write the heights and dh at every control point to this CSV file')
    .meta({ placeholder: 'file' }),
});

export type CompareConfig = z.output<typeof compareSchema>;
