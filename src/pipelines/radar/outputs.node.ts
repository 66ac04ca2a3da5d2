import type { Grid } from '../../core/georef.js';
import { verticalDatumLabel } from '../../geo/vertical-datum.js';
import { cogSpec } from '../../io/cog/cog-spec.js';
import { cogOptionsOf } from '../../product/cog-options.js';
import { filesOfJob } from '../../product/outputs.node.js';
import type { ProductOutput } from '../../product/product-plan.node.js';
import { siblingPath } from '../../product/sibling-path.node.js';
import { BOOTSTRAP, type RadarConfig } from './config.js';
import { epipolarFiles } from './epipolar-images.node.js';

const SIBLINGS = ['sigma', 'class'] as const;

/** Every file that a run writes. */
export function filesOf(config: RadarConfig): string[] {
  const rasters = (path: string): string[] => [path, ...SIBLINGS.map((name) => siblingPath(path, name))];
  const coarse = config.dem === BOOTSTRAP ? rasters(siblingPath(config.output, 'coarse')) : [];
  return filesOfJob([...rasters(config.output), ...coarse], documentsOf(config));
}

/** Files besides the rasters and their sidecars. */
export function documentsOf({ report, epipolar, images }: RadarConfig): string[] {
  return [
    ...(report === undefined ? [] : [report]),
    ...(epipolar === undefined ? [] : epipolarFiles(epipolar, images.length / 2).flat()),
  ];
}

/** The DSM, its formal standard deviation and its filling classes, on one grid. */
export function outputsOf(config: RadarConfig, grid: Grid): ProductOutput[] {
  const common = { ...cogOptionsOf(config, -9999), width: grid.width, height: grid.height, georef: grid };
  const metres = { ...common, dtype: 'float32', unit: 'metre' } as const;
  const metadata = { VERTICAL_DATUM: verticalDatumLabel(grid.crs.vertical) };
  return [
    { name: 'dsm', path: config.output, spec: cogSpec({ ...metres, descriptions: ['height'], metadata }) },
    {
      name: 'sigma',
      path: siblingPath(config.output, 'sigma'),
      spec: cogSpec({ ...metres, descriptions: ['formal standard deviation of the height'] }),
    },
    {
      name: 'class',
      path: siblingPath(config.output, 'class'),
      spec: cogSpec({
        ...{ ...common, dtype: 'uint8', nodata: 0, overviews: 'nearest' },
        descriptions: ['filling class: 1 matched, 2 across a small gap, 3 across a void'],
      }),
    },
  ];
}
