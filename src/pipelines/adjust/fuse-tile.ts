import type { Compute } from '../../core/kernel.js';
import { type Margin, sumMargins } from '../../core/window.js';
import type { Contributor } from '../../mosaic/contributor.js';
import { cropMargin } from '../../mosaic/crop.js';
import { type MosaicTileResult, mosaicHalo, mosaicTile } from '../../mosaic/mosaic-tile.js';
import type { BlendOptions, MosaicOptions } from '../../mosaic/options.js';
import type { FuseTask } from './fuse-task.js';

/** A scene on the tile with {@link fuseHalo} around it. */
export interface FusedContributor extends Contributor {
  readonly orbit: number;
}

export function blendOptions(blend: BlendOptions): MosaicOptions {
  return { mode: 'blend', blend, erodePx: 0, holeFillPx: 0 };
}

/** Stripes are blended twice, and so reach twice as far. */
export function fuseHalo({ blend, fusion }: Pick<FuseTask, 'blend' | 'fusion'>): Margin {
  const halo = mosaicHalo(blendOptions(blend));
  return fusion === 'all' ? halo : sumMargins([halo, halo]);
}

export interface Tile {
  readonly contributors: readonly FusedContributor[];
  readonly width: number;
  readonly height: number;
}

/** One tile: all scenes at once, or each orbit by itself and then the stripes. `sigma` is never null. */
export async function fuseTile(
  tile: Tile,
  { blend, fusion, pixelSize }: Pick<FuseTask, 'blend' | 'fusion' | 'pixelSize'>,
  compute: Compute,
  signal: AbortSignal,
): Promise<MosaicTileResult> {
  const common = { pixelSize, options: blendOptions(blend), withSigma: true };
  if (fusion === 'all') return mosaicTile({ ...tile, ...common }, compute, signal);
  const halo = mosaicHalo(common.options);
  const size = {
    width: tile.width + halo.left + halo.right,
    height: tile.height + halo.top + halo.bottom,
  };
  const orbits = [...new Set(tile.contributors.map(({ orbit }) => orbit))].sort((a, b) => a - b);
  const stripes: { readonly orbit: number; readonly result: MosaicTileResult }[] = [];
  for (const orbit of orbits) {
    const contributors = tile.contributors.filter((c) => c.orbit === orbit);
    stripes.push({ orbit, result: await mosaicTile({ contributors, ...size, ...common }, compute, signal) });
  }
  const contributors = stripes.map(({ orbit, result }) => ({ heights: result.heights, order: orbit }));
  const fused = await mosaicTile({ ...tile, contributors, ...common }, compute, signal);
  const inTile = stripes.map(({ orbit, result: { count, source, sigma } }) => ({
    orbit,
    count: cropMargin(count, size.width, size.height, halo),
    source: cropMargin(source, size.width, size.height, halo),
    sigma: cropMargin(sigma!, size.width, size.height, halo),
  }));
  return { ...fused, ...traceBack(fused, inTile) };
}

/** Counts and sources are those of scenes, not of stripes; where one stripe lies alone the spread is that inside it. */
function traceBack(
  fused: MosaicTileResult,
  stripes: readonly (Pick<MosaicTileResult, 'count' | 'source'> & {
    readonly orbit: number;
    readonly sigma: Float32Array;
  })[],
): Pick<MosaicTileResult, 'count' | 'source' | 'sigma'> {
  const length = fused.count.length;
  const count = new Uint16Array(length);
  const source = new Uint16Array(length);
  const sigma = fused.sigma!.slice();
  for (const stripe of stripes) {
    for (let i = 0; i < length; i++) {
      count[i] = count[i]! + stripe.count[i]!;
      if (fused.source[i] !== stripe.orbit + 1) continue;
      source[i] = stripe.source[i]!;
      if (Number.isNaN(sigma[i]!)) sigma[i] = stripe.sigma[i]!;
    }
  }
  return { count, source, sigma };
}
