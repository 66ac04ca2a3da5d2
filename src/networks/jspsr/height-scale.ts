import { z } from 'zod';
import type { Normalisation } from '../../nn/infer/tiles/normalise.js';

/** Heights as published: above the least height of the coarse sample. */
const aboveLeastSchema = z.strictObject({
  type: z.literal('above-least'),
  /** Smallest and largest height above the least one, metres: -80 and 929 at 8 m, -80 and 933 at 3 m in the paper. */
  min: z.number().default(-80),
  max: z.number().default(929),
  /** Logarithm of the heights above `min`; false scales them linearly. */
  log: z.boolean().default(true),
});

/** Heights in one unit everywhere, from the mean of the coarse sample. */
const fromMeanSchema = z.strictObject({
  type: z.literal('from-mean'),
  /** Metres. */
  scale: z.number().positive().default(10),
});

/** How heights in metres become the network's numbers, coarse and fine ones alike; a normalisation that models state. */
export const heightScaleSchema = z
  .discriminatedUnion('type', [aboveLeastSchema, fromMeanSchema])
  .default({ type: 'above-least', min: -80, max: 929, log: true }) satisfies z.ZodType<Normalisation>;

export type HeightScale = z.output<typeof heightScaleSchema>;
