import { z } from 'zod';

const channels = z.number().int().positive();
const four = z.tuple([channels, channels, channels, channels]);

const sizesSchema = z.strictObject({
  /** Channels of the image encoder's first convolution. */
  stem: channels,
  /** Channels inside the bottlenecks of the four stages; a stage gives `expansion` times as many. */
  planes: four,
  expansion: channels,
  /** Bottlenecks of the stages. */
  blocks: four,
  /** Channels of the five blocks of the coarse encoder. */
  coarse: z.tuple([channels, channels, channels, channels, channels]),
  /** Channels at the smallest size, where the encoders meet. */
  bridge: channels,
  /** Channels of the up-projections. */
  decoder: four,
  /** Channels of the last block, at full size. */
  last: channels,
});

export type Chen2022Sizes = z.output<typeof sizesSchema>;

/** Sizes by name: `full` has 82,887,297 parameters, `compact` 1,730,121, `small` 1,087,625 (methods/chen2022.md, section 3). */
export const CHEN2022_SIZES: Readonly<Record<'full' | 'compact' | 'small', Chen2022Sizes>> = {
  full: {
    ...{ stem: 64, planes: [64, 128, 256, 512], expansion: 4, blocks: [3, 4, 6, 3] },
    ...{ coarse: [32, 64, 128, 256, 512], bridge: 1024, decoder: [512, 256, 128, 64], last: 32 },
  },
  compact: {
    ...{ stem: 16, planes: [16, 32, 64, 128], expansion: 2, blocks: [2, 2, 3, 2] },
    ...{ coarse: [8, 16, 32, 64, 128], bridge: 128, decoder: [64, 32, 24, 16], last: 16 },
  },
  small: {
    ...{ stem: 16, planes: [12, 24, 48, 96], expansion: 2, blocks: [2, 2, 3, 2] },
    ...{ coarse: [8, 16, 24, 48, 96], bridge: 96, decoder: [48, 32, 24, 16], last: 16 },
  },
};

/** The network of Chen et al. 2022, its predecessor's variants, and its size. */
export const chen2022Schema = z.strictObject({
  type: z.literal('chen2022'),
  size: z.union([z.enum(['full', 'compact', 'small']), sizesSchema]).default('compact'),
  /** Side of the first convolution's kernel: 3, in the predecessor 7. */
  stem: z.union([z.literal(3), z.literal(7)]).default(3),
  /** How up-projections double their images; the predecessor does not use `nearest`. */
  upsampling: z.enum(['nearest', 'zeros', 'transposed']).default('nearest'),
  /**
   * The head predicts what is missing in the coarse map, which is added to it, instead of all heights: nothing coarse has to pass through
   * the smallest maps. Not of the paper; for targets scaled like the coarse tile.
   */
  residual: z.boolean().default(false),
});

export type Chen2022Config = z.output<typeof chen2022Schema>;
