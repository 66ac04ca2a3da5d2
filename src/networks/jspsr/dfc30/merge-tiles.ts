import { tilePlaces } from './tile-places.js';

/** Pixels that are left out on every side of a tile, and of the merged sample: 5 % of 128. */
export const tileBorder = (tile: number): number => Math.floor(0.05 * tile);

/**
 * A sample of `side` x `side` pixels without its border from its tiles, row by row, each of `tile` x `tile` pixels: borders are dropped, and
 * where tiles overlap, weights that fall linearly (13/14 … 1/14 over the published 13 pixels) blend them.
 */
export function mergeTiles(
  tiles: readonly Float32Array[],
  { side, tile }: { readonly side: number; readonly tile: number },
): Float32Array {
  const border = tileBorder(tile);
  const places = tilePlaces(side, tile);
  const inner = tile - 2 * border;
  const width = side - 2 * border;
  const weights = places.map((_, i) => ramps(places, i, inner));
  const out = new Float32Array(width * width);
  for (const [k, values] of tiles.entries()) {
    const [down, across] = [Math.floor(k / places.length), k % places.length];
    for (let r = 0; r < inner; r++) {
      const from = (r + border) * tile + border;
      const to = (places[down]! + r) * width + places[across]!;
      for (let c = 0; c < inner; c++)
        out[to + c]! += weights[down]![r]! * weights[across]![c]! * values[from + c]!;
    }
  }
  return out;
}

/** Weights along a tile: they and those of the neighbours sum to 1. */
function ramps(places: readonly number[], i: number, inner: number): Float64Array {
  const before = i === 0 ? 0 : places[i - 1]! + inner - places[i]!;
  const after = i === places.length - 1 ? 0 : places[i]! + inner - places[i + 1]!;
  return Float64Array.from({ length: inner }, (_, j) => {
    const rise = j < before ? (j + 1) / (before + 1) : 1;
    const fall = inner - 1 - j < after ? (inner - j) / (after + 1) : 1;
    return rise * fall;
  });
}
