import { basename, dirname, join } from 'node:path';
import type { Grid } from '../../core/georef.js';
import { verticalDatumLabel } from '../../geo/vertical-datum.js';
import { type CogOptions, cogSpec } from '../../io/cog/cog-spec.js';
import { cogOptionsOf } from '../../product/cog-options.js';
import type { InputFile } from '../../product/inputs.node.js';
import { filesOfJob } from '../../product/outputs.node.js';
import type { ProductOutput } from '../../product/product-plan.node.js';
import type { MosaicConfig } from './config.js';

/** Every file that a mosaic writes. */
export function filesOf(config: MosaicConfig): string[] {
  const siblings = siblingsOf(config).map((name) => siblingPath(config.output, name));
  return filesOfJob([config.output, ...siblings], documentsOf(config));
}

/** Files besides the rasters and their sidecars. */
export function documentsOf({ report }: MosaicConfig): string[] {
  return report === undefined ? [] : [report];
}

type Sibling = 'count' | 'source' | 'sigma';

/** The rasters beside the mosaic that were asked for; the report shows the sources. */
function siblingsOf({ count, source, sigma, report }: MosaicConfig): Sibling[] {
  const wanted = { count, source: source || report !== undefined, sigma };
  return (['count', 'source', 'sigma'] as const).filter((name) => wanted[name]);
}

/** The mosaic and its siblings, on one grid. */
export function outputsOf(config: MosaicConfig, inputs: readonly InputFile[], grid: Grid): ProductOutput[] {
  const common = {
    ...cogOptionsOf(config, defaultNodata(inputs)),
    width: grid.width,
    height: grid.height,
    georef: grid,
  };
  const siblings: Readonly<Record<Sibling, Pick<CogOptions, 'dtype' | 'nodata' | 'overviews'>>> = {
    count: { dtype: 'uint16', nodata: null, overviews: 'nearest' },
    source: { dtype: 'uint16', nodata: 0, overviews: 'nearest' },
    sigma: { dtype: 'float32', nodata: common.nodata ?? null, overviews: 'average' },
  };
  const isCount = config.mode === 'count';
  const dem: ProductOutput = {
    name: 'dem',
    path: config.output,
    spec: cogSpec({
      ...common,
      dtype: 'float32',
      unit: isCount ? null : 'metre',
      descriptions: [isCount ? 'count' : config.mode === 'blend' ? 'height' : config.mode],
      metadata: { VERTICAL_DATUM: verticalDatumLabel(grid.crs.vertical) },
    }),
  };
  return [
    dem,
    ...siblingsOf(config).map((name) => ({
      name,
      path: siblingPath(config.output, name),
      spec: cogSpec({ ...common, ...siblings[name], descriptions: [name] }),
    })),
  ];
}

/** `dir/name.tif` -> `dir/name_suffix.tif`. */
function siblingPath(path: string, suffix: string): string {
  const name = basename(path);
  const dot = name.lastIndexOf('.');
  return join(
    dirname(path),
    dot > 0 ? `${name.slice(0, dot)}_${suffix}${name.slice(dot)}` : `${name}_${suffix}`,
  );
}

/** The inputs' own nodata value where they agree on one that is no height, else -9999. */
function defaultNodata(inputs: readonly InputFile[]): number {
  const values = new Set(inputs.map((input) => input.info.nodata));
  const value = Math.fround([...values][0] ?? 0);
  return values.size === 1 && Number.isFinite(value) && Math.abs(value) >= 9999 ? value : -9999;
}
