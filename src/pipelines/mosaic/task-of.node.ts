import type { Grid } from '../../core/georef.js';
import { groundPixelSize } from '../../geo/ground-size.js';
import { mosaicHalo } from '../../mosaic/mosaic-tile.js';
import type { MosaicOptions } from '../../mosaic/options.js';
import { isHeightMode } from '../../mosaic/options.js';
import type { PreparedHeights } from '../../product/height-shift.node.js';
import type { InputFile } from '../../product/inputs.node.js';
import type { MosaicConfig } from './config.js';
import { footprintOn } from './footprints.js';
import type { Companions } from './input-lists.node.js';
import { integersOf } from './integer-samples.js';
import type { InputCompanion, MosaicTask } from './mosaic-task.js';

/** Everything that a mosaic is planned from. */
export interface Mosaic {
  readonly config: MosaicConfig;
  readonly inputs: readonly InputFile[];
  readonly companions: Companions;
  readonly heights: PreparedHeights;
  readonly grid: Grid;
}

/** The part of a mosaic that its workers have to know, for all of it. */
export function taskOf({ config, inputs, companions, heights, grid }: Mosaic): MosaicTask {
  const options = optionsOf(config);
  const halo = mosaicHalo(options);
  const canonical = inputs
    .map((input, order) => ({ input, order }))
    .sort((a, b) =>
      a.input.sha256 < b.input.sha256 ? -1 : a.input.sha256 > b.input.sha256 ? 1 : a.order - b.order,
    );
  const companionOf = (files: Mosaic['companions']['weights'], order: number): InputCompanion | null => {
    const file = files?.[order];
    return file === undefined ? null : { path: file.path, grid: file.grid };
  };
  return {
    grid,
    origin: { col: 0, row: 0 },
    inputs: canonical.map(({ input, order }) => ({
      path: input.path,
      grid: input.grid,
      order,
      footprint: footprintOn(grid, input.grid, halo),
      shift: heights.shifts[order] ?? null,
      weight: companionOf(companions.weights, order),
      sigma: companionOf(companions.sigmas, order),
    })),
    options,
    resampling: config.resampling,
    nodataThreshold: config.nodataThreshold ?? null,
    weights: { invert: config.invertWeights, min: config.minWeight },
    pixelSize: groundPixelSize(grid),
    withSigma: config.sigma,
    withUncertainty: config.uncertainty,
    weightOf: config.saveDemWeight ?? null,
    integers: integersOf(config, inputs),
  };
}

function optionsOf(config: MosaicConfig): MosaicOptions {
  const { mode, priority } = config;
  const isHeight = isHeightMode(mode);
  return {
    mode,
    blend: {
      featherPx: config.feather,
      exponent: config.exponent ?? (priority > 0 ? 3 : 2),
      blurSigma: config.blur,
      ...(priority > 0 ? { priorityPx: priority } : {}),
      ...(config.centreLine ? { centreLine: true } : {}),
      ...(config.borderBlend ? {} : { atBorders: false }),
    },
    erodePx: config.erode,
    holeFillPx: isHeight ? config.holeFill : 0,
    ...(config.blockSize === undefined ? {} : { blockPx: config.blockSize }),
    ...(config.propagateNodata ? { nodataSpreads: true } : {}),
    ...(config.demBlur > 0 ? { smoothSigma: config.demBlur } : {}),
    ...(config.fillSearchRadius >= 1
      ? {
          grow: {
            radiusPx: config.fillSearchRadius,
            power: config.fillPower,
            percent: config.fillPercent,
            passes: config.fillNumPasses,
          },
        }
      : {}),
  };
}
