import { z } from 'zod';
import { productFields } from '../../product/product-options.js';
import type { BilateralOptions, SpikeOptions } from '../../terrain/noise-filters.js';

export const filterSchema = z.strictObject({
  input: z.string().describe('DEM: path or http(s) URL').meta({ positional: true }),
  ...productFields,
  method: z
    .enum(['median', 'bilateral', 'spikes'])
    .describe(
      'Median of the window; bilateral: mean weighted by distance and height difference, which keeps steps; or only heights that ' +
        'stand out from their neighbours',
    )
    .meta({ short: 'm' }),
  size: z
    .number()
    .int()
    .min(3)
    .max(31)
    .refine((size) => size % 2 === 1, 'Use an odd number: the window has a middle.')
    .optional()
    .describe('Pixels across the window, odd (default: 3; 5 of spikes and bilateral)')
    .meta({ placeholder: 'px' }),
  sigmaDistance: z
    .number()
    .positive()
    .default(2)
    .describe('bilateral: standard deviation of the weights by distance, in pixels')
    .meta({ placeholder: 'px' }),
  sigmaHeight: z
    .number()
    .positive()
    .optional()
    .describe('bilateral: standard deviation of the weights by height difference, in metres')
    .meta({ placeholder: 'm' }),
  threshold: z
    .number()
    .min(0)
    .optional()
    .describe('spikes: metres from the median of the neighbours')
    .meta({ placeholder: 'm' }),
  sigmas: z
    .number()
    .positive()
    .optional()
    .describe(
      'spikes: the same in robust standard deviations of the neighbours; with --threshold both have to be exceeded',
    )
    .meta({ placeholder: 'n' }),
  replace: z
    .enum(['median', 'missing'])
    .default('median')
    .describe('spikes: give them the median of their neighbours, or remove them'),
});

export type FilterConfig = z.output<typeof filterSchema>;

/** How heights are filtered. Plain JSON. */
export type FilterMethod =
  | { readonly kind: 'median' }
  | ({ readonly kind: 'bilateral' } & BilateralOptions)
  | ({ readonly kind: 'spikes' } & SpikeOptions);

/** What a worker needs. */
export interface FilterTask {
  readonly input: string;
  readonly radius: number;
  readonly method: FilterMethod;
}

/** What became of a height. */
export const CHANGE_CLASS = { kept: 0, changed: 1, removed: 2, missing: 255 } as const;

/** Pixels of a tile by what became of them. */
export interface FilterCounts {
  readonly kept: number;
  readonly changed: number;
  readonly removed: number;
  readonly missing: number;
}
