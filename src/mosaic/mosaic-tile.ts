import { throwIfAborted } from '../core/errors.js';
import type { Compute } from '../core/kernel.js';
import { fullWindow, type Margin, NO_MARGIN, sumMargins, uniformMargin } from '../core/window.js';
import { blend } from './blend.js';
import { blockMax } from './block-max.js';
import { type Combined, type Contributor, type Coverage, coverage, type Wanted } from './contributor.js';
import { cropMargin, type Plane } from './crop.js';
import { erodeHalo } from './erode.js';
import { fillHalo, fillHoles } from './fill.js';
import { growHalo, growHeights } from './grow.js';
import type { Layer, LayerScene } from './layer.js';
import { isHeightMode, type MosaicOptions, takesOneSource } from './options.js';
import { prepareLayers } from './prepare-layers.js';
import { measureSeams, type SeamHistogram, type SeamResult, seamHalo } from './seams.js';
import { smoothHalo, smoothHeights } from './smooth.js';
import { spreadNodata } from './spread-nodata.js';
import { combineStatistics } from './statistics.js';
import { blendHalo } from './weights.js';

export interface MosaicTile {
  /** In canonical order. Each covers (its part of) the tile with {@link mosaicHalo} around it. */
  readonly contributors: readonly Contributor[];
  /** Size of the tile without its halo. */
  readonly width: number;
  readonly height: number;
  /** Where the tile lies on the mosaic, for what is counted from the mosaic's corner (mode `block-max`); 0, 0 when absent. */
  readonly origin?: { readonly col: number; readonly row: number };
  /** Metres, the same for every tile of a mosaic; for slope jumps. */
  readonly pixelSize: { readonly x: number; readonly y: number };
  readonly options: MosaicOptions;
  /** Whether the spread between contributors is wanted. */
  readonly withSigma: boolean;
  /** Whether the standard error is wanted; all contributors need one then. */
  readonly withUncertainty?: boolean;
  /** The contributor (its `order`) whose share is wanted. */
  readonly weightOf?: number | null;
}

/** All planes have the size of the tile. */
export interface MosaicTileResult extends Combined {
  /** Number of contributors; 0 where a height was filled in. */
  readonly count: Uint16Array;
  /** Empty in modes whose output is not a height. */
  readonly seams: SeamHistogram;
  /** 2 at switches and 1 at edges between sources ({@link SeamResult}); null in modes whose output is not a height. */
  readonly seamMask: Uint8Array | null;
}

/** Halo of a whole tile: the sum of what the steps need. */
export function mosaicHalo(options: MosaicOptions): Margin {
  return sumMargins([erodeHalo(options.erodePx), weightHalo(options), finishHalo(options)]);
}

/** Of what decides a contributor's weight. */
function weightHalo({ mode, blend: feather, blockPx }: MosaicOptions): Margin {
  if (mode === 'block-max') return uniformMargin(blockPx! - 1);
  return mode === 'blend' ? blendHalo(feather) : NO_MARGIN;
}

/** Of everything that follows the combination. */
function finishHalo({ mode, holeFillPx, grow, smoothSigma }: MosaicOptions): Margin {
  const seams = isHeightMode(mode) ? seamHalo() : NO_MARGIN;
  return sumMargins([fillHalo(holeFillPx), growHalo(grow), smoothHalo(smoothSigma), seams]);
}

/**
 * Upper bound of the memory in bytes that {@link mosaicTile} takes per pixel of the tile with its halo, the planes of
 * the contributors included, when `contributors` of them cover every pixel.
 */
export function mosaicBytesPerPixel(options: MosaicOptions, contributors: number): number {
  const { mode, erodePx, blend: feather, grow, smoothSigma = 0 } = options;
  const blended = mode === 'blend';
  const onlyHoles = blended && feather.atBorders === false;
  // The plane, its eroded copy, where its holes are, and its weights.
  const perContributor =
    8 + (erodePx > 0 ? 8 : 0) + (blended ? 8 : 0) + (onlyHoles ? 5 + (erodePx > 0 ? 4 : 0) : 0);
  // Heights, source, sigma, count, codes of sets and origins, seam mask, state of the fill.
  const planes = 4 + 2 + 4 + 2 + 4 + 4 + 1 + 1;
  // Distances and their blur, in and out of the kernels; or float64 sums, with what
  // the collector has not yet taken back. What comes after holds less, but for heights that grow.
  const working = Math.max(
    blended ? (feather.centreLine === true ? 40 : 28) : 32,
    grow == null ? 0 : 16,
    smoothSigma > 0 ? 8 : 0,
  );
  return contributors * perContributor + planes + working;
}

/**
 * Makes one tile of a mosaic: erode every input, blend them or take their statistics, let nodata spread, fill holes, grow, smooth,
 * measure seams, in this order. The result depends on the inputs and options only, not on the tile it is computed in.
 * Inputs are not changed.
 */
export async function mosaicTile(
  tile: MosaicTile,
  compute: Compute,
  signal?: AbortSignal,
): Promise<MosaicTileResult> {
  const { options, contributors } = tile;
  const halo = finishHalo(options);
  const width = tile.width + halo.left + halo.right;
  const height = tile.height + halo.top + halo.bottom;
  const margin = sumMargins([erodeHalo(options.erodePx), weightHalo(options)]);
  const whole = { width: width + margin.left + margin.right, height: height + margin.top + margin.bottom };
  const layers = await prepareLayers(contributors, { ...whole, margin }, options, compute, signal);
  const covered = coverage(layers, width, height);
  const { count } = covered;
  const combined = await combine(tile, { layers, width, height, count }, halo, compute, signal);
  throwIfAborted(signal);
  if (options.nodataSpreads === true)
    spreadNodata(contributors, whole, margin, width, height, combined, count);
  finishHeights(combined.heights, width, height, options);
  const seams = isHeightMode(options.mode) ? seamsOf(tile, layers, covered, combined) : null;
  const inTile = <T extends Plane>(plane: T): T => cropMargin(plane, width, height, halo);
  const ifWanted = (plane: Float32Array | null): Float32Array | null =>
    plane === null ? null : inTile(plane);
  return {
    heights: inTile(combined.heights),
    source: inTile(combined.source),
    sigma: ifWanted(combined.sigma),
    uncertainty: ifWanted(combined.uncertainty),
    weight: ifWanted(combined.weight),
    count: inTile(count),
    seams: seams?.histogram ?? [],
    seamMask: seams?.mask ?? null,
  };
}

/** `halo` lies between the window and the tile. */
async function combine(
  { options, origin, withSigma, withUncertainty = false, weightOf = null }: MosaicTile,
  scene: LayerScene,
  halo: Margin,
  compute: Compute,
  signal: AbortSignal | undefined,
): Promise<Combined> {
  const wanted: Wanted = { sigma: withSigma, uncertainty: withUncertainty, weightOf };
  if (options.mode === 'blend') return blend(scene, options.blend, wanted, compute, signal);
  if (options.mode !== 'block-max') return combineStatistics(options.mode, scene, wanted);
  const corner = { col: (origin?.col ?? 0) - halo.left, row: (origin?.row ?? 0) - halo.top };
  return blockMax(scene, options.blockPx!, corner, wanted);
}

/** In place. */
function finishHeights(heights: Float32Array, width: number, height: number, options: MosaicOptions): void {
  const { holeFillPx, grow, smoothSigma = 0 } = options;
  if (holeFillPx > 0) fillHoles(heights, width, height, holeFillPx);
  if (grow != null) growHeights(heights, width, height, grow);
  if (smoothSigma > 0) smoothHeights(heights, width, height, smoothSigma);
}

function seamsOf(
  { width, height, pixelSize, options }: MosaicTile,
  layers: readonly Layer[],
  { count, sets }: Coverage,
  { heights, source }: Combined,
): SeamResult {
  const halo = finishHalo(options);
  return measureSeams({
    heights,
    source,
    count,
    sets: takesOneSource(options.mode) ? null : sets,
    layers,
    width: width + halo.left + halo.right,
    tile: { ...fullWindow({ width, height }), col: halo.left, row: halo.top },
    pixelSize,
  });
}
