import { allocate, type CogDType, type CogSamples } from '../../src/io/cog/cog-samples.js';
import type { CogSpec } from '../../src/io/cog/cog-spec.js';
import { pyramid, type TileAddress, tileParts } from '../../src/io/cog/pyramid.js';

/** Every tile of one depth that a raster has, in row-major order. */
export function tilesOf(spec: CogSpec, depth: number): TileAddress[] {
  const size = spec.blockSize * 2 ** depth;
  const tiles: TileAddress[] = [];
  for (let row = 0; row * size < spec.height; row++) {
    for (let col = 0; col * size < spec.width; col++) tiles.push({ col, row, depth });
  }
  return tiles;
}

/** Cuts a tile's valid samples out of whole bands. */
export function cutTile(bands: readonly CogSamples[], spec: CogSpec, tile: TileAddress): CogSamples[] {
  const { width, height } = tileParts(spec, pyramid(spec), tile)[0];
  const size = spec.blockSize * 2 ** tile.depth;
  return bands.map((band) => {
    const cut = allocate(spec.dtype as CogDType, width * height);
    for (let y = 0; y < height; y++) {
      const from = (tile.row * size + y) * spec.width + tile.col * size;
      cut.set(band.subarray(from, from + width), y * width);
    }
    return cut;
  });
}
