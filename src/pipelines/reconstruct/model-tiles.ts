import { CuestaError } from '../../core/errors.js';
import type { Window } from '../../core/window.js';
import type { Manifest } from '../../nn/infer/manifest/manifest.js';
import type { ReconstructConfig } from './config.js';
import { type NetworkLattice, networkLattice } from './network-lattice.js';
import type { TaskModel } from './reconstruct-task.js';

interface TiledModel {
  readonly task: Pick<TaskModel, 'path' | 'heights'>;
  readonly manifest: Pick<Manifest, 'tile'>;
}

type TileOptions = Pick<ReconstructConfig, 'networkTile' | 'overlap'>;

/**
 * Tiles of the papers in pixels of the output, for networks that take any size: 320 x 256 of which neighbours share 100 (Chen et al. 2022);
 * 512 x 512 pixels of the image, which make 256 x 256, of which they share 100 to 150, here 128 of the image (Tao et al. 2021).
 */
const PUBLISHED = {
  guided: { width: 320, height: 256, overlap: 100 },
  image: { width: 256, height: 256, overlap: 64 },
};

function published({ task }: TiledModel): (typeof PUBLISHED)['guided'] {
  return PUBLISHED[task.heights.type === 'guided' ? 'guided' : 'image'];
}

/** Pixels that neighbouring tiles share. */
export function overlapOf(model: TiledModel, options: TileOptions): number {
  return (
    options.overlap ??
    Math.min(published(model).overlap, Math.floor(Math.min(...tileSize(model, options)) / 2))
  );
}

/** The network's tiles on a part of the output. Throws `config` for sizes that the network does not take. */
export function latticeOf(extent: Window, model: TiledModel, options: TileOptions): NetworkLattice {
  const { free, multiple } = model.manifest.tile;
  const [tileWidth, tileHeight] = tileSize(model, options);
  const overlap = overlapOf(model, options);
  return networkLattice({ extent, tileWidth, tileHeight, overlap, multiple, free });
}

/** Sides of the tiles of an output that is large enough. Throws `config` for sizes that the network does not take. */
export function tileSize(
  model: TiledModel,
  { networkTile }: TileOptions,
): readonly [width: number, height: number] {
  const { path } = model.task;
  const { tile } = model.manifest;
  const usual = tile.free ? published(model) : tile;
  const [width, height] = networkTile ?? [usual.width, usual.height];
  if (tile.free || (width === tile.width && height === tile.height)) return [width, height];
  throw new CuestaError('config', `${path} takes tiles of ${tile.width} x ${tile.height} pixels only.`, {
    subject: '--network-tile',
    hint: 'Leave the option out, or export the network for another size.',
  });
}

/** Memory of one session: weights as float32 with the runtime's copies, and the maps between layers. */
export function sessionBytes({ parameters }: Manifest, { tileWidth, tileHeight }: NetworkLattice): number {
  return 10 * parameters + 1500 * tileWidth * tileHeight;
}
