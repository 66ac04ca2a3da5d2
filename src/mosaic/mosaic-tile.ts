import { throwIfAborted } from '../core/errors.js';
import type { Compute } from '../core/kernel.js';
import { type Margin, NO_MARGIN, sumMargins } from '../core/window.js';
import { blend, type Layer } from './blend.js';
import { type Combined, type Contributor, type Coverage, coverage, hasValid } from './contributor.js';
import { cropMargin, type Plane } from './crop.js';
import { erode, erodeHalo } from './erode.js';
import { fillHalo, fillHoles } from './fill.js';
import { isHeightMode, type MosaicOptions, takesOneSource } from './options.js';
import { measureSeams, type SeamHistogram, type SeamResult, seamHalo } from './seams.js';
import { combineStatistics } from './statistics.js';
import { blendHalo } from './weights.js';

export interface MosaicTile {
  /** In canonical order. Each plane covers the tile with {@link mosaicHalo} around it. */
  readonly contributors: readonly Contributor[];
  /** Size of the tile without its halo. */
  readonly width: number;
  readonly height: number;
  /** Metres, the same for every tile of a mosaic; for slope jumps. */
  readonly pixelSize: { readonly x: number; readonly y: number };
  readonly options: MosaicOptions;
  /** Whether the spread between contributors is wanted. */
  readonly withSigma: boolean;
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

function weightHalo({ mode, blend: feather }: MosaicOptions): Margin {
  return mode === 'blend' ? blendHalo(feather) : NO_MARGIN;
}

/** Of everything that follows the combination. */
function finishHalo({ mode, holeFillPx }: MosaicOptions): Margin {
  return sumMargins([fillHalo(holeFillPx), isHeightMode(mode) ? seamHalo() : NO_MARGIN]);
}

/**
 * Upper bound of the memory in bytes that {@link mosaicTile} takes per pixel of the tile with its halo, the planes of
 * the contributors included, when all of them cover the whole tile.
 */
export function mosaicBytesPerPixel({ mode, erodePx }: MosaicOptions, contributors: number): number {
  const blended = mode === 'blend';
  // The plane; its eroded copy before and after cropping; its part inside the halo, and its weights.
  const perContributor = 4 + (erodePx > 0 ? 8 : 0) + (blended ? 8 : 0);
  // Heights, source, sigma, count, codes of sets and origins, seam mask, state of the fill.
  const planes = 4 + 2 + 4 + 2 + 4 + 4 + 1 + 1;
  // Distances and their blur, in and out of the kernels; or float64 sums, with what
  // the collector has not yet taken back.
  const working = blended ? 28 : 32;
  return contributors * perContributor + planes + working;
}

/**
 * Makes one tile of a mosaic: erode every input, blend them or take their statistics, fill holes, measure seams. The
 * result depends on the inputs and options only, not on the tile it is computed in. Inputs are not changed.
 */
export async function mosaicTile(
  tile: MosaicTile,
  compute: Compute,
  signal?: AbortSignal,
): Promise<MosaicTileResult> {
  const { options, withSigma } = tile;
  const halo = finishHalo(options);
  const width = tile.width + halo.left + halo.right;
  const height = tile.height + halo.top + halo.bottom;
  const layers = await layersOf(tile, width, height, compute, signal);
  const covered = coverage(layers, width * height);
  const { count } = covered;
  const combined =
    options.mode === 'blend'
      ? await blend({ layers, width, height, count }, options.blend, withSigma, compute, signal)
      : combineStatistics(options.mode, layers, count, withSigma);
  throwIfAborted(signal);
  if (options.holeFillPx > 0) fillHoles(combined.heights, width, height, options.holeFillPx);
  const seams = isHeightMode(options.mode) ? seamsOf(tile, layers, covered, combined) : null;
  const inTile = <T extends Plane>(plane: T): T => cropMargin(plane, width, height, halo);
  return {
    heights: inTile(combined.heights),
    source: inTile(combined.source),
    sigma: combined.sigma === null ? null : inTile(combined.sigma),
    count: inTile(count),
    seams: seams?.histogram ?? [],
    seamMask: seams?.mask ?? null,
  };
}

/** Erodes the inputs and leaves out those without a valid pixel in the window of `width` x `height` pixels. */
async function layersOf(
  { contributors, options }: MosaicTile,
  width: number,
  height: number,
  compute: Compute,
  signal: AbortSignal | undefined,
): Promise<Layer[]> {
  const { erodePx } = options;
  const rim = erodeHalo(erodePx);
  const around = weightHalo(options);
  const wideWidth = width + around.left + around.right;
  const wideHeight = height + around.top + around.bottom;
  const layers: Layer[] = [];
  for (const { heights: plane, order } of contributors) {
    const fullWidth = wideWidth + rim.left + rim.right;
    const fullHeight = wideHeight + rim.top + rim.bottom;
    const eroded = erodePx > 0 ? await erode(plane, fullWidth, fullHeight, erodePx, compute, signal) : plane;
    const wide = cropMargin(eroded, fullWidth, fullHeight, rim);
    const heights = cropMargin(wide, wideWidth, wideHeight, around);
    if (hasValid(heights)) layers.push({ heights, wide, order });
  }
  return layers;
}

function seamsOf(
  { width, height, pixelSize, options }: MosaicTile,
  contributors: readonly Contributor[],
  { count, sets }: Coverage,
  { heights, source }: Combined,
): SeamResult {
  const halo = finishHalo(options);
  return measureSeams({
    heights,
    source,
    count,
    sets: takesOneSource(options.mode) ? null : sets,
    contributors,
    width: width + halo.left + halo.right,
    tile: { col: halo.left, row: halo.top, width, height },
    pixelSize,
  });
}
