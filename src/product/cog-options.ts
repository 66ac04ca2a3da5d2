import type { z } from 'zod';
import type { CogOptions } from '../io/cog/cog-spec.js';
import type { productFields } from './product-options.js';

type ProductOptions = z.output<ReturnType<typeof z.strictObject<typeof productFields>>>;

/** What a command's product options say about its COG. `nodata` is the value when the user names none. */
export function cogOptionsOf(
  { compress, level, nodata, bigtiff }: ProductOptions,
  defaultNodata: number | null,
): Pick<CogOptions, 'compression' | 'level' | 'nodata' | 'bigtiff'> {
  return {
    compression: compress,
    ...(level === undefined ? {} : { level }),
    nodata: nodata === undefined ? defaultNodata : nodata === 'nan' ? Number.NaN : nodata,
    bigtiff,
  };
}
