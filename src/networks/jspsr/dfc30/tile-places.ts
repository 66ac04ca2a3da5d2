/** Neighbouring tiles of a sample share at least this many pixels: borders of 6 that are dropped and 13 to blend. */
const LEAST_OVERLAP = 25;

/**
 * Where tiles of `tile` pixels start along the side of a sample: evenly from one end to the other, as few as overlap enough. 0, 103 and 206
 * for the published 128 of 334; only 0 where the sample is one tile.
 */
export function tilePlaces(side: number, tile: number): number[] {
  const free = side - tile;
  const count = Math.ceil(free / (tile - LEAST_OVERLAP)) + 1;
  return Array.from({ length: count }, (_, i) => (count === 1 ? 0 : Math.round((i * free) / (count - 1))));
}
