import { z } from 'zod';
import { DFC30_TRAINING, DFC30_VALIDATION } from '../../networks/jspsr/dfc30/layers.js';
import type { Dfc30Sample } from '../../networks/jspsr/dfc30/scan-layout.node.js';
import { tilePlaces } from '../../networks/jspsr/dfc30/tile-places.js';
import { heightScaleSchema } from '../../networks/jspsr/height-scale.js';

const cities = z.array(z.string().min(1));

export const dfc30Schema = z.strictObject({
  type: z.literal('dfc30'),
  /** Folder of the cities, DFC30_8m or DFC30_3m; seen from the configuration's folder. */
  root: z.string().min(1),
  /** Side of the pixels, metres. */
  pixel: z.number().positive().default(8),
  /** Side of the files' samples in pixels. */
  sample: z.number().int().min(16).max(4096).default(128),
  training: cities.min(1).default([...DFC30_TRAINING]),
  validation: cities.default([...DFC30_VALIDATION]),
  /** The global model that enters the network. */
  dem: z.enum(['COP30', 'FABDEM']).default('COP30'),
  guidance: z
    .array(z.enum(['image', 'mask', 'canopy']))
    .max(2)
    .default(['image']),
  heights: heightScaleSchema,
  /** Side of the tiles that are cut from the samples; their places overlap, three along a sample of 334. */
  size: z.number().int().min(16).max(1024).multipleOf(8).default(128),
  /** tile: at these places; random: anywhere. Validation always sees the places. */
  crop: z.enum(['tile', 'random']).default('tile'),
  /** With probability 1/2 turned by 90, 180 or 270 degrees and mirrored both ways with probability 1/2 each. */
  augment: z.boolean().default(true),
  /** Zeros take the place of all guidance: shows what a network of the same size and time learns without it. */
  blind: z.boolean().default(false),
});

export type Dfc30Config = z.output<typeof dfc30Schema>;

/** What the data workers get. */
export interface Dfc30Tiles {
  readonly config: Dfc30Config;
  /** Folder of the cities. */
  readonly root: string;
  readonly samples: readonly Dfc30Sample[];
}

/** Tiles of one sample, row by row. */
export const tilesPerSample = ({ sample, size }: Pick<Dfc30Config, 'sample' | 'size'>): number =>
  tilePlaces(sample, size).length ** 2;
