import { z } from 'zod';
import type { Grid } from '../../core/georef.js';
import { datumFields, productFields } from '../../product/product-options.js';
import type { FillOptions } from '../../terrain/fill-voids.js';

export const fillSchema = z.strictObject({
  input: z.string().describe('DEM with voids: path or http(s) URL').meta({ positional: true }),
  ...productFields,
  maxDistance: z
    .number()
    .int()
    .min(1)
    .max(1000)
    .default(100)
    .describe('Pixels to the farthest measured height that is interpolated from')
    .meta({ aliases: ['md', 'fill-search-radius'], placeholder: 'px' }),
  smoothing: z
    .number()
    .int()
    .min(0)
    .max(50)
    .default(0)
    .describe('Times that filled pixels are smoothed by the mean of 3 x 3')
    .meta({ aliases: ['si', 'smoothing-iterations'], placeholder: 'n' }),
  maxVoid: z
    .number()
    .int()
    .min(1)
    .max(2000)
    .optional()
    .describe(
      'Keep voids of more rows or columns than this, and those at the border of the raster (default: fill all)',
    )
    .meta({ placeholder: 'px' }),
  with: z
    .string()
    .optional()
    .describe(
      'Second DEM, of any grid and CRS on the same body: its heights fill voids, moved onto their rims',
    )
    .meta({ placeholder: 'file' }),
  complete: z.boolean().default(false).describe('Write nothing and fail when a sample stays missing'),
  assumeVertical: datumFields.assumeVertical,
});

export type FillConfig = z.output<typeof fillSchema>;

/** What a worker needs. */
export interface FillTask {
  readonly input: string;
  readonly options: FillOptions;
  readonly second: {
    readonly path: string;
    readonly grid: Grid;
    /** See `SecondDem` of `fill-voids`. */
    readonly farDifference: number;
  } | null;
}

/** Pixels of a tile by what became of them. */
export interface FillCounts {
  readonly measured: number;
  readonly distance: number;
  readonly second: number;
  readonly missing: number;
}
