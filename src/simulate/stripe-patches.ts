import { createRng, hash32 } from '../core/rng.js';

/** What a scene shows in a spoiled patch: other ground, this far away (map units), and heights that are wrong by metres. */
export interface Patch {
  readonly dx: number;
  readonly dy: number;
  readonly dh: number;
}

/** Side in pixels: whole chips fit into one, and match where they should not. */
const PATCH_PX = 64;

/** Displacements in pixels, and height errors in metres: gross ones, though such that a search finds them. */
const SHIFT = [8, 16] as const;
const ERROR = [10, 40] as const;

/**
 * The spoiled patches of a scene, as wrong phase unwrapping or moving ground makes them: squares of its pixel grid, each spoiled
 * with the probability `part`. Returns what is wrong at a pixel; null where nothing is.
 */
export function spoiledPatches(
  seed: number,
  part: number,
  pixel: number,
): (col: number, row: number) => Patch | null {
  const known = new Map<number, Patch | null>();
  return (col, row) => {
    const [c, r] = [Math.floor(col / PATCH_PX), Math.floor(row / PATCH_PX)];
    const key = r * 0x10000 + c;
    const found = known.get(key);
    if (found !== undefined) return found;
    const drawn = drawPatch(hash32(hash32(seed ^ 0x7c0ffee5) + key), part, pixel);
    known.set(key, drawn);
    return drawn;
  };
}

function drawPatch(seed: number, part: number, pixel: number): Patch | null {
  const rng = createRng(seed);
  if (rng.next() >= part) return null;
  const angle = 2 * Math.PI * rng.next();
  const length = pixel * (SHIFT[0] + (SHIFT[1] - SHIFT[0]) * rng.next());
  const size = ERROR[0] + (ERROR[1] - ERROR[0]) * rng.next();
  return {
    dx: length * Math.cos(angle),
    dy: length * Math.sin(angle),
    dh: rng.next() < 0.5 ? size : -size,
  };
}
