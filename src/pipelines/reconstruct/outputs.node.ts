import type { Grid } from '../../core/georef.js';
import { verticalDatumLabel } from '../../geo/vertical-datum.js';
import { cogSpec } from '../../io/cog/cog-spec.js';
import { cogOptionsOf } from '../../product/cog-options.js';
import { filesOfJob } from '../../product/outputs.node.js';
import type { ProductOutput } from '../../product/product-plan.node.js';
import { siblingPath } from '../../product/sibling-path.node.js';
import { type ReconstructConfig, SIBLINGS } from './config.js';

/** Every file that a reconstruction writes. */
export function filesOf(config: ReconstructConfig): string[] {
  const siblings = SIBLINGS.filter((name) => config[name]).map((name) => siblingPath(config.output, name));
  return filesOfJob([config.output, ...siblings], documentsOf(config));
}

/** Files besides the rasters and their sidecars. */
export function documentsOf({ report }: ReconstructConfig): string[] {
  return report === undefined ? [] : [report];
}

/** The DTM and what was asked for beside it, on one grid. */
export function outputsOf(config: ReconstructConfig, grid: Grid): ProductOutput[] {
  const common = {
    ...cogOptionsOf(config, -9999),
    width: grid.width,
    height: grid.height,
    georef: grid,
  };
  const metres = { ...common, dtype: 'float32', unit: 'metre' } as const;
  const siblings = {
    residual: { ...metres, descriptions: ['DTM minus reference'] },
    source: { ...common, dtype: 'uint16', nodata: 0, overviews: 'nearest', descriptions: ['source'] },
    sigma: { ...metres, descriptions: ['spread of mirrored predictions'] },
  } as const;
  const metadata = { VERTICAL_DATUM: verticalDatumLabel(grid.crs.vertical) };
  return [
    {
      name: 'dtm',
      path: config.output,
      spec: cogSpec({ ...metres, descriptions: ['height'], metadata }),
    },
    ...SIBLINGS.filter((name) => config[name]).map((name) => ({
      name,
      path: siblingPath(config.output, name),
      spec: cogSpec(siblings[name]),
    })),
  ];
}
