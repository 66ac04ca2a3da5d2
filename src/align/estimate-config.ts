import { z } from 'zod';
import { pointFileFields } from '../product/point-options.js';
import { datumFields } from '../product/product-options.js';
import { ALIGN_METHODS } from './alignment.js';

/** Fields that decide how an alignment is estimated. */
export const estimateFields = {
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
  initialTransform: z
    .string()
    .optional()
    .describe('Start from this transform (JSON or 4 x 4 matrix) instead of a search')
    .meta({ placeholder: 'file' }),
  search: z.boolean().default(true).describe('Look for the first shift over the whole overlap'),
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
} as const;

const estimateSchema = z.strictObject({ reference: z.string(), ...estimateFields });

/** What an alignment to `reference` is estimated with. */
export type EstimateConfig = z.output<typeof estimateSchema>;

/** Everything that is not given at its default. */
export function estimateConfig(given: z.input<typeof estimateSchema>): EstimateConfig {
  return estimateSchema.parse(given);
}
