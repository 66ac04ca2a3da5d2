import { z } from 'zod';
import { ALIGN_METHODS } from '../../align/alignment.js';
import { datumFields, productFields } from '../../product/product-options.js';

const RESAMPLING = ['nearest', 'bilinear', 'cubic', 'cubicspline', 'lanczos'] as const;

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

export const alignSchema = z.strictObject({
  source: z.string().describe('DEM to align: path or http(s) URL').meta({ positional: true }),
  reference: z
    .string()
    .min(1)
    .describe('What it is aligned to: a DEM, or control points (.csv, .txt, .tsv, .xyz)')
    .meta({ placeholder: 'file' }),
  ...productFields,
  method: z
    .enum([...ALIGN_METHODS, 'none'])
    .default('nuth-kaab')
    .describe('How it is aligned; none only applies --initial-transform'),
  derampOrder: z
    .number()
    .int()
    .min(1)
    .max(3)
    .optional()
    .describe('Also take a polynomial of this order off the heights (with deramp: default 2)'),
  translationOnly: z.boolean().default(false).describe('ICP without rotation'),
  mask: z
    .string()
    .optional()
    .describe('Raster of stable terrain: only where it is not 0 (and not missing) is the fit made')
    .meta({ placeholder: 'file' }),
  apply: z
    .array(z.string())
    .default([])
    .describe('Further DEMs to move in the same way, to NAME_aligned.tif beside the output')
    .meta({ placeholder: 'file' }),
  applyImage: z
    .array(z.string())
    .default([])
    .describe(
      'Images, masks or maps of any type and number of bands to move in plan alone, to NAME_aligned.tif beside the output',
    )
    .meta({ placeholder: 'file' }),
  imageResampling: z
    .enum(RESAMPLING)
    .optional()
    .describe(
      'Interpolation of --apply-image (default: that of --resampling; nearest for masks and classes)',
    ),
  transformOut: z
    .string()
    .min(1)
    .optional()
    .describe('Write the transform: .json (all of it) or .txt (4 x 4 matrix as of pc_align)')
    .meta({ placeholder: 'file' }),
  initialTransform: z
    .string()
    .optional()
    .describe('Start from this transform (JSON or 4 x 4 matrix) instead of a search')
    .meta({ placeholder: 'file' }),
  search: z.boolean().default(true).describe('Look for the first shift over the whole overlap'),
  grid: z
    .enum(['source', 'reference'])
    .default('source')
    .describe("Pixels of the output: the source's lattice, or those of the reference DEM"),
  resampling: z
    .enum(RESAMPLING)
    .default('cubic')
    .describe('Interpolation of the one resampling')
    .meta({ short: 'r' }),
  slopeRange: z
    .tuple([z.number().min(0).max(90), z.number().min(0).max(90)])
    .default([0.1, 60])
    .describe('nuth-kaab: slopes that take part, degrees')
    .meta({ placeholder: 'min max' }),
  vertical: z
    .enum(['mean', 'median'])
    .default('mean')
    .describe('nuth-kaab and ICP: height from the mean (within 10 NMAD) or the median of the differences'),
  samples: z
    .number()
    .int()
    .min(100)
    .optional()
    .describe('Most points in the fit (default: 1000000; 250000 for ICP)'),
  heldOut: z
    .number()
    .min(0)
    .max(0.5)
    .default(0.1)
    .describe('Share of the points that is kept out of the fit, to measure what it achieved'),
  minPoints: z
    .number()
    .int()
    .min(10)
    .optional()
    .describe('Fewest stable points to align with (default: 1000; 50 with control points)'),
  maxIterations: z.number().int().positive().default(1000).describe('Iterations after which it gives up'),
  seed: z.number().int().default(1).describe('Seed of the random samples'),
  screen: z
    .boolean()
    .default(true)
    .describe('Remove control points more than 5 NMAD off the running median of their track'),
  ...pointFileFields,
  ...datumFields,
  report: z
    .string()
    .optional()
    .describe('Also write an HTML report with differences before and after')
    .meta({ placeholder: 'file' }),
});

export type AlignConfig = z.output<typeof alignSchema>;

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
