import type { Grid } from '../../core/georef.js';
import { verticalDatumLabel } from '../../geo/vertical-datum.js';
import { cogSpec } from '../../io/cog/cog-spec.js';
import { cogOptionsOf } from '../../product/cog-options.js';
import { filesOfJob } from '../../product/outputs.node.js';
import type { ProductOutput } from '../../product/product-plan.node.js';
import { siblingPath } from '../../product/sibling-path.node.js';
import type { EnhanceConfig } from './config.js';
import type { Product } from './enhance-task.js';

const DESCRIPTIONS: Readonly<Record<Product, string>> = {
  dtm: 'height',
  baseline: 'height by the baseline network',
  bicubic: 'height of the DEM, interpolated',
};

/** Every file that the command writes. */
export function filesOf(config: EnhanceConfig): string[] {
  const rasters = productsOf(config).map((product) => pathOf(config, product));
  return filesOfJob(rasters, documentsOf(config));
}

/** Files besides the rasters and their sidecars. */
export function documentsOf({ report }: Pick<EnhanceConfig, 'report'>): string[] {
  return report === undefined ? [] : [report];
}

/** The DTM and what was asked for beside it, on one grid. */
export function outputsOf(config: EnhanceConfig, grid: Grid): ProductOutput[] {
  const metadata = { VERTICAL_DATUM: verticalDatumLabel(grid.crs.vertical) };
  return productsOf(config).map((name) => ({
    name,
    path: pathOf(config, name),
    spec: cogSpec({
      ...cogOptionsOf(config, -9999),
      ...{ width: grid.width, height: grid.height, georef: grid, dtype: 'float32', unit: 'metre', metadata },
      descriptions: [DESCRIPTIONS[name]],
    }),
  }));
}

function productsOf({ baseline, bicubic }: EnhanceConfig): Product[] {
  return [
    'dtm',
    ...(baseline === undefined ? [] : ['baseline' as const]),
    ...(bicubic ? ['bicubic' as const] : []),
  ];
}

/** `dir/name.tif`, or `dir/name_PRODUCT.tif` beside it. */
export function pathOf({ output }: Pick<EnhanceConfig, 'output'>, product: Product): string {
  return product === 'dtm' ? output : siblingPath(output, product);
}
