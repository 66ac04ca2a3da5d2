import { CuestaError } from '../../core/errors.js';
import type { Grid } from '../../core/georef.js';
import { verticalDatumLabel } from '../../geo/vertical-datum.js';
import { type CogOptions, cogSpec } from '../../io/cog/cog-spec.js';
import { cogOptionsOf } from '../../product/cog-options.js';
import type { InputFile } from '../../product/inputs.node.js';
import { filesOfJob } from '../../product/outputs.node.js';
import type { ProductOutput } from '../../product/product-plan.node.js';
import { siblingPath } from '../../product/sibling-path.node.js';
import type { MosaicConfig } from './config.js';
import { inputNodata, integersOf } from './integer-samples.js';

/** Every file that a mosaic writes. */
export function filesOf(config: MosaicConfig): string[] {
  const siblings = siblingsOf(config).map((name) => siblingPath(config.output, name));
  return filesOfJob([config.output, ...siblings], documentsOf(config));
}

/** Files besides the rasters and their sidecars. */
export function documentsOf({ report }: MosaicConfig): string[] {
  return report === undefined ? [] : [report];
}

const SIBLINGS = ['count', 'source', 'sigma', 'uncertainty', 'weight'] as const;

type Sibling = (typeof SIBLINGS)[number];

/** The rasters beside the mosaic that were asked for; the report shows the sources. */
function siblingsOf(config: MosaicConfig): Sibling[] {
  const { count, source, sigma, uncertainty, saveDemWeight, report } = config;
  const wanted = {
    ...{ count, source: source || report !== undefined, sigma, uncertainty },
    weight: saveDemWeight !== undefined,
  };
  return SIBLINGS.filter((name) => wanted[name]);
}

/** Width and height of the blocks. Throws `config` for blocks that are no squares. */
function blockSizeOf({ tifTileSize }: MosaicConfig): number {
  const [width, height] = typeof tifTileSize === 'number' ? [tifTileSize, tifTileSize] : tifTileSize;
  if (width === height && width % 16 === 0) return width;
  throw new CuestaError('config', `--tif-tile-size ${width} ${height} cannot be the size of blocks.`, {
    subject: '--tif-tile-size',
    hint: 'Blocks are squares with sides of a multiple of 16 pixels: --tif-tile-size 256.',
  });
}

/** The mosaic and its siblings, on one grid. */
export function outputsOf(config: MosaicConfig, inputs: readonly InputFile[], grid: Grid): ProductOutput[] {
  const integers = integersOf(config, inputs);
  const common = {
    ...cogOptionsOf(
      { ...config, nodata: integers === null ? config.nodata : undefined },
      inputNodata(inputs),
    ),
    blockSize: blockSizeOf(config),
    width: grid.width,
    height: grid.height,
    georef: grid,
  };
  const floats = { dtype: 'float32', nodata: common.nodata ?? null, overviews: 'average' } as const;
  const siblings: Readonly<Record<Sibling, Pick<CogOptions, 'dtype' | 'nodata' | 'overviews'>>> = {
    count: { dtype: 'uint16', nodata: null, overviews: 'nearest' },
    source: { dtype: 'uint16', nodata: 0, overviews: 'nearest' },
    sigma: floats,
    uncertainty: floats,
    weight: floats,
  };
  const isCount = config.mode === 'count';
  const dem: ProductOutput = {
    name: 'dem',
    path: config.output,
    spec: cogSpec({
      ...common,
      ...(integers ?? { dtype: 'float32' }),
      unit: isCount ? null : 'metre',
      descriptions: [
        isCount ? 'count' : config.mode === 'blend' || config.mode === 'block-max' ? 'height' : config.mode,
      ],
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
