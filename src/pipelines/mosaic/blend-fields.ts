import { z } from 'zod';

/** How the weight of an input grows inwards. */
export const blendFields = {
  feather: z
    .number()
    .min(1)
    .max(4096)
    .default(200)
    .describe("Distance from an input's valid boundary, in output pixels, at which its weight is full")
    .meta({ placeholder: 'px', aliases: ['extra-crop-length'] }),
  exponent: z
    .number()
    .positive()
    .max(16)
    .optional()
    .describe('Power of the relative distance in the weight (default: 2, with --priority 3)')
    .meta({ aliases: ['weights-exponent'] }),
  blur: z
    .number()
    .min(0)
    .max(100)
    .default(5)
    .describe('Standard deviation, in output pixels, of the smoothing of the weights')
    .meta({ placeholder: 'px', aliases: ['weights-blur-sigma'] }),
  centreLine: z
    .boolean()
    .default(false)
    .describe('Weights from the distances along rows and columns, multiplied: smooth in the corners of tiles')
    .meta({ aliases: ['centerline', 'use-centerline-weights'] }),
  borderBlend: z
    .boolean()
    .default(true)
    .describe("Blend around missing samples only, not at the border of an input's raster"),
  priority: z
    .number()
    .min(0)
    .max(3500)
    .default(0)
    .describe(
      'The first input stands alone but for a band of this width inside its boundary, then the second, ...',
    )
    .meta({ placeholder: 'px', aliases: ['priority-blending-length'] }),
};

/** Weights and standard errors that come with the inputs. */
export const weightFields = {
  weightList: z
    .string()
    .optional()
    .describe('File that names a weight raster per input, one per line; multiplies the weights of the blend')
    .meta({ placeholder: 'file' }),
  invertWeights: z.boolean().default(false).describe('Take 1 / weight of those in --weight-list'),
  minWeight: z
    .number()
    .min(0)
    .default(0)
    .describe('Raise weights in --weight-list to at least this (before --invert-weights)')
    .meta({ placeholder: 'value' }),
  sigmaList: z
    .string()
    .optional()
    .describe(
      'File that names a raster of standard errors (metres) per input, one per line; a blend weighs inputs by 1 / sigma^2',
    )
    .meta({ placeholder: 'file' }),
};
