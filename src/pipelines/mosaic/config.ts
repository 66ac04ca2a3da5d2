import { z } from 'zod';
import { datumFields, gridFields, productFields } from '../../product/product-options.js';

const STATISTICS = ['first', 'last', 'min', 'max', 'mean', 'median', 'stddev', 'nmad', 'count'] as const;

export const mosaicSchema = z.strictObject({
  inputs: z
    .array(z.string())
    .min(1)
    .describe('DEMs: paths or http(s) URLs; @FILE reads names from a file, one per line')
    .meta({ positional: true }),
  ...productFields,
  mode: z
    .enum(['blend', ...STATISTICS])
    .default('blend')
    .describe('Feathered blend, or a statistic of the inputs at each pixel'),
  feather: z
    .number()
    .min(1)
    .max(4096)
    .default(200)
    .describe("Distance from an input's valid boundary, in output pixels, at which its weight is full")
    .meta({ placeholder: 'px' }),
  exponent: z.number().positive().max(16).default(2).describe('Power of the relative distance in the weight'),
  blur: z
    .number()
    .min(0)
    .max(100)
    .default(5)
    .describe('Standard deviation, in output pixels, of the smoothing of the weights')
    .meta({ placeholder: 'px' }),
  erode: z
    .number()
    .min(0)
    .max(1024)
    .default(0)
    .describe('Rim taken off every input, in output pixels')
    .meta({ placeholder: 'px' }),
  holeFill: z
    .number()
    .int()
    .min(0)
    .max(512)
    .default(0)
    .describe('Fill holes of the mosaic up to this size, in output pixels')
    .meta({ placeholder: 'px' }),
  ...gridFields,
  ...datumFields,
  count: z.boolean().default(false).describe('Also write OUTPUT_count.tif: number of inputs at each pixel'),
  source: z
    .boolean()
    .default(false)
    .describe('Also write OUTPUT_source.tif: number (from 1) of the input with the greatest weight'),
  sigma: z
    .boolean()
    .default(false)
    .describe('Also write OUTPUT_sigma.tif: weighted standard deviation between the inputs'),
  maxSeam: z
    .number()
    .positive()
    .optional()
    .describe('Fail when the median height jump across any seam exceeds this many times the one beside it')
    .meta({ placeholder: 'ratio' }),
  report: z
    .string()
    .optional()
    .describe('Also write an HTML report with hillshade, sources (implies --source) and seams')
    .meta({ placeholder: 'file' }),
});

export type MosaicConfig = z.output<typeof mosaicSchema>;
