import { z } from 'zod';

const path = z.string().min(1);
const side = z.number().int().min(32).max(4096).multipleOf(32);

/** An area with an image and heights of the same ground; the fine model's pixels are the samples'. */
export const groundSchema = z.strictObject({
  /** Of one band, in any CRS of the same body. */
  image: path,
  fine: path,
  /** Where the Sun of the image stands: degrees clockwise from up in the fine model's grid; for `sun: upper-left`. */
  sunAzimuth: z.number().min(-360).max(360).optional(),
});

const siteSchema = groundSchema.extend({
  /** A coarse model, or how many pixels of the fine one along each side are averaged to one of its cells. */
  coarse: z.union([path, z.strictObject({ average: z.number().int().min(2).max(1000) })]),
  /** Keep all of the site from training. */
  validation: z.boolean().default(false),
});

export type SiteConfig = z.output<typeof siteSchema>;

const plainSchema = z.strictObject({
  type: z.literal('rasters'),
  /** Paths are seen from the configuration's folder. */
  sites: z.array(siteSchema).min(1),
  /** Width and height of the tiles in pixels, which lie side by side. */
  tile: z.tuple([side, side]).default([320, 256]),
  /** Tiles along each side of the square areas that go to training or to validation as a whole, where no site is set aside. */
  area: z.number().int().min(1).max(1000).default(4),
  /** Leave out tiles whose fine heights look like matching noise. */
  rejectNoise: z.boolean().default(true),
  /** What scales the target: mean, sigma and minimum of the coarse tile (invertible) or its own (the paper), or the pixel size. */
  target: z.enum(['coarse', 'own', 'pixel']).default('coarse'),
  /**
   * any: mirror tiles differently in every epoch if `augment` says so; upper-left: mirror each so that its Sun stands there, as networks
   * need it that were trained so.
   */
  sun: z.enum(['any', 'upper-left']).default('any'),
  augment: z.boolean().default(true),
});

/** Tiles of real images with fine and coarse heights. */
export const rastersSchema = plainSchema.refine(hasSuns, {
  path: ['sites'],
  message: 'every site needs its sunAzimuth for sun: upper-left',
});

/** Whether every site says where its Sun stands, if that has to be known. */
export function hasSuns({
  sun,
  sites,
}: {
  readonly sun: 'any' | 'upper-left';
  readonly sites: readonly { readonly sunAzimuth?: number | undefined }[];
}): boolean {
  return sun === 'any' || sites.every(({ sunAzimuth }) => sunAzimuth !== undefined);
}

export type RastersConfig = z.output<typeof rastersSchema>;

/** A tile that can be used. */
export interface RasterTile {
  readonly site: number;
  /** Of its first pixel in the fine model. */
  readonly col: number;
  readonly row: number;
  /** Number of its area; whole areas go to training or to validation. */
  readonly area: number;
}

/** What the data workers get: sites with the paths that they open. */
export interface RasterTiles extends Pick<RastersConfig, 'sites' | 'target' | 'sun' | 'augment'> {
  readonly width: number;
  readonly height: number;
  readonly tiles: readonly RasterTile[];
}
