import { z } from 'zod';

const channels = z.number().int().positive();

const sizesSchema = z.strictObject({
  /** Channels of the five levels of the encoder, the stem's first; the decoder runs through them in reverse. */
  widths: z.tuple([channels, channels, channels, channels, channels]),
  /** Dense layers of the five blocks. */
  layers: z.tuple([channels, channels, channels, channels, channels]),
  /** Channels that a dense layer adds. */
  growth: channels,
  /** Channels of a dense layer's 1x1 convolution; null: a dense layer is one 3x3 convolution, as the paper's formula has it. */
  bottleneck: channels.nullable(),
});

export type MadnetSizes = z.output<typeof sizesSchema>;

/**
 * Sizes by name (methods/madnet.md, sections 3.3 to 3.5): `full` has DenseNet-121's encoder and 156,368,966 parameters, `compact`
 * 1,553,254, `larger` 2,707,702.
 */
export const MADNET_SIZES: Readonly<Record<'full' | 'compact' | 'larger', MadnetSizes>> = {
  full: { widths: [64, 128, 256, 512, 512], layers: [6, 12, 24, 16, 16], growth: 32, bottleneck: 128 },
  compact: { widths: [16, 24, 32, 48, 48], layers: [4, 4, 4, 4, 4], growth: 8, bottleneck: null },
  larger: { widths: [16, 32, 48, 64, 64], layers: [3, 4, 5, 4, 4], growth: 8, bottleneck: null },
};

/** The three U-Nets by name: how many levels they have, and by how much their image is reduced. */
export const MADNET_SCALES = {
  fine: { levels: 5, reduction: 1 },
  intermediate: { levels: 4, reduction: 2 },
  coarse: { levels: 3, reduction: 4 },
} as const;

export type MadnetScale = keyof typeof MADNET_SCALES;

/** The generator of Tao et al. 2021. */
export const madnetSchema = z.strictObject({
  type: z.literal('madnet'),
  size: z.union([z.enum(['full', 'compact', 'larger']), sizesSchema]).default('compact'),
  /** All three U-Nets together (the second stage of the training, and use), or one of them alone on its reduced image (the first). */
  part: z.enum(['joint', 'fine', 'intermediate', 'coarse']).default('joint'),
  /** Weights of the last convolutions at first: drawn, or zeros, which make flat ground: short trainings need not unlearn noise. */
  head: z.enum(['drawn', 'zero']).default('drawn'),
});

export type MadnetConfig = z.output<typeof madnetSchema>;
