import type { z } from 'zod';
import { parseCrs } from '../geo/parse-crs.js';
import type { TargetOptions } from '../resample/target-grid.js';
import type { gridFields } from './product-options.js';

type GridOptions = z.output<ReturnType<typeof z.strictObject<typeof gridFields>>>;

/** What a command's grid options say about its output grid. Throws what {@link parseCrs} throws. */
export function targetOptionsOf({ crs, tr, bbox, tap }: GridOptions): TargetOptions {
  return {
    ...(crs === undefined ? {} : { crs: parseCrs(crs) }),
    ...(tr === undefined ? {} : { resolution: typeof tr === 'number' ? [tr, tr] : tr }),
    ...(bbox === undefined ? {} : { bbox: { xmin: bbox[0], ymin: bbox[1], xmax: bbox[2], ymax: bbox[3] } }),
    tap,
  };
}
