import { z } from 'zod';

/** Guidance beside the elevation model, by name, and how many channels it has. */
export const GUIDANCE_CHANNELS = { image: 3, mask: 15, canopy: 1 } as const;

/** Classes of the mask's channels (IEEE DFC2022, after the European Urban Atlas). */
export const LAND_USE_CLASSES = [
  ...['no information', 'urban fabric', 'industry and transport', 'mines, dumps, construction'],
  ...['artificial green', 'arable land', 'permanent crops', 'pastures', 'mixed cultivation', 'orchards'],
  ...['forests', 'herbs', 'open spaces', 'wetlands', 'water'],
] as const;

export type Guidance = keyof typeof GUIDANCE_CHANNELS;

/** The network of Cai and Wilson 2025 and its size. */
export const jspsrSchema = z.strictObject({
  type: z.literal('jspsr'),
  /** Guidance branches in this order; two make the published three-branch network. */
  guidance: z
    .array(z.enum(['image', 'mask', 'canopy']))
    .min(1)
    .max(2)
    .refine((names) => new Set(names).size === names.length, 'every guidance once')
    .default(['image']),
  /** Channels of the first convolutions: 32 in the paper, 8 in the compact network. */
  features: z.number().int().min(4).max(64).default(8),
  /** Residual blocks per stage of a branch. */
  blocks: z.number().int().min(1).max(8).default(2),
  /** False leaves the propagation out and predicts heights by a convolution: the paper's ablation. */
  propagation: z.boolean().default(true),
  /** Weight of the coarse heights in the sum with what is propagated. */
  propagationScale: z.number().default(1),
  /**
   * Added to the heights that are propagated: a sum of nearby heights cannot lift or lower heights around 0, such as those from the mean of
   * a tile. 0, as published, for heights that are all well above 0.
   */
  level: z.number().default(0),
  /**
   * Begin with the coarse heights themselves: heads at 0, and factors of the taps that differ, so that weights can lift heights from the
   * first step on. Published: all at random and factors of 1, whose sum can lift nothing before they have drifted apart.
   */
  start: z.literal('identity').optional(),
  /** What is sampled outside: nothing, as published, or the border continued, which makes the outermost pixels reliable. */
  outside: z.enum(['zero', 'border']).default('zero'),
});

export type JspsrConfig = z.output<typeof jspsrSchema>;
