import { z } from 'zod';
import { estimateFields } from '../../align/estimate-config.js';
import { productFields } from '../../product/product-options.js';

const RESAMPLING = ['nearest', 'bilinear', 'cubic', 'cubicspline', 'lanczos'] as const;

export const alignSchema = z.strictObject({
  source: z.string().describe('DEM to align: path or http(s) URL').meta({ positional: true }),
  reference: z
    .string()
    .min(1)
    .describe('What it is aligned to: a DEM, or control points (.csv, .txt, .tsv, .xyz)')
    .meta({ placeholder: 'file' }),
  ...productFields,
  ...estimateFields,
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
  grid: z
    .enum(['source', 'reference'])
    .default('source')
    .describe("Pixels of the output: the source's lattice, or those of the reference DEM"),
  resampling: z
    .enum(RESAMPLING)
    .default('cubic')
    .describe('Interpolation of the one resampling')
    .meta({ short: 'r' }),
  report: z
    .string()
    .optional()
    .describe('Also write an HTML report with differences before and after')
    .meta({ placeholder: 'file' }),
});

export type AlignConfig = z.output<typeof alignSchema>;
