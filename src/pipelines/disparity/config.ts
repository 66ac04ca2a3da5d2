import { z } from 'zod';
import { productFields } from '../../product/product-options.js';

export const disparitySchema = z.strictObject({
  left: z.string().describe('Left image of the rectified pair: path or URL').meta({ positional: true }),
  right: z.string().describe('Right image, of the same size').meta({ positional: true }),
  ...productFields,
  range: z
    .tuple([z.number().int(), z.number().int()])
    .describe(
      'Least and greatest disparity d in columns: the left pixel (x, y) is the right pixel (x + d, y). With several levels, and ncc, it bounds the coarsest; finer ones may leave it by what they search',
    )
    .meta({ placeholder: 'least greatest' }),
  method: z
    .enum(['sgm', 'ncc'])
    .default('sgm')
    .describe(
      'Semi-global matching, or for comparison correlation over five levels (in memory, without checks)',
    ),
  levels: z
    .number()
    .int()
    .min(1)
    .max(8)
    .default(1)
    .describe('Levels of the pyramid: 1 searches the whole range at full size, 5 goes from coarse to fine'),
  search: z
    .number()
    .int()
    .min(1)
    .max(31)
    .default(4)
    .describe('With several levels: columns searched on either side of the coarser disparity')
    .meta({ placeholder: 'px' }),
  window: z.enum(['9x7', '7x7', '5x5']).default('9x7').describe('Window of the census transform'),
  paths: z.enum(['4', '8', '16']).default('8').describe('Directions along which costs are aggregated'),
  factor: z
    .number()
    .int()
    .min(1)
    .max(64)
    .default(1)
    .describe('Cost of one differing bit of the census strings'),
  p1: z.number().int().min(0).max(9999).default(10).describe('Penalty of a disparity step of one column'),
  p2: z.number().int().min(0).max(9999).default(60).describe('Penalty of a larger disparity step'),
  penalty: z
    .enum(['const', 'grey', 'canny'])
    .default('const')
    .describe('What P2 depends on: nothing, the grey difference along the path, or edges'),
  p2Edge: z
    .number()
    .int()
    .min(0)
    .max(9999)
    .optional()
    .describe('With --penalty canny: P2 on edge pixels (default: P1)'),
  canny: z
    .tuple([z.number().min(0), z.number().min(0)])
    .default([60, 150])
    .describe('With --penalty canny: low and high threshold of the 8-bit Sobel gradient')
    .meta({ placeholder: 'low high' }),
  tune: z
    .boolean()
    .default(false)
    .describe(
      'First search P1 and P2 for the most matches in the middle 1024 x 1024 pixels; with ncc its threshold',
    ),
  threshold: z
    .number()
    .min(-1)
    .max(1)
    .default(0.5)
    .describe('With --method ncc: least coefficient of a match'),
  reference: z
    .string()
    .optional()
    .describe('With --method ncc --tune: disparities to which the threshold brings the result closest')
    .meta({ placeholder: 'file' }),
  lrTolerance: z
    .number()
    .int()
    .min(0)
    .max(254)
    .default(1)
    .describe('Greatest difference of the left and the right disparity of a match, columns')
    .meta({ placeholder: 'px' }),
  segments: z
    .number()
    .int()
    .min(0)
    .default(60)
    .describe('Patches of fewer pixels, apart from their surroundings, are removed; 0 keeps all')
    .meta({ placeholder: 'px' }),
  median: z.boolean().default(true).describe('3 x 3 median of the disparities'),
  classes: z
    .boolean()
    .default(false)
    .describe('Also write OUTPUT_classes.tif: 1 matched, 2 occluded, 3 mismatched, 4 removed patch'),
  confidence: z
    .boolean()
    .default(false)
    .describe('Also write OUTPUT_confidence.tif: peak ratio, left-right difference, number of rivals'),
  report: z
    .string()
    .optional()
    .describe('Also write an HTML report with pictures')
    .meta({ placeholder: 'file' }),
});

export type DisparityConfig = z.output<typeof disparitySchema>;
