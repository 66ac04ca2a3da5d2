// Directions of the paths and the rows of path costs that are kept: a path with row step dy needs the dy rows before the current one.

/**
 * Room for 8 paths: where the costs of this row begin, those of the pixels before, how many pixels back those are, and where the ranges
 * of the pixels before begin; 4 bytes each.
 */
const PATHS: usize = memory.data(128);
const STEPS: usize = memory.data<i32>([1, 0, 0, 1, 1, 1, -1, 1, 2, 1, 1, 2, -1, 2, -2, 1]);

export let half: usize = 0;
let entryBytes: usize = 0;
let rowBytes: usize = 0;
let rings: usize = 0;

/** `bytes`: of one row of path costs, `entry` bytes per pixel. Returns the end of the memory used. */
export function preparePaths(paths: i32, at: usize, bytes: usize, entry: usize): usize {
  half = <usize>(paths >> 1);
  entryBytes = entry;
  rowBytes = bytes;
  rings = at;
  return at + half * 3 * bytes;
}

@inline
export function dxOf(path: usize): i32 {
  return load<i32>(STEPS + (path << 3));
}

@inline
export function dyOf(path: usize): i32 {
  return load<i32>(STEPS + (path << 3), 4);
}

/** Where the costs of row `step` (0, 1, ... in the order of the pass) of a path lie. */
@inline
function ringRow(path: usize, step: i32): usize {
  const slot = <usize>((step + 3) % (dyOf(path) + 1));
  return rings + (path * 3 + slot) * rowBytes;
}

/** `sign`: -1 where the paths run backwards. */
export function enterRow(step: i32, sign: i32, width: i32): void {
  for (let path: usize = 0; path < half; path++) {
    const at = PATHS + (path << 4);
    const dx = dxOf(path) * sign;
    store<usize>(at, ringRow(path, step));
    store<usize>(at, ringRow(path, step - dyOf(path)) - <usize>dx * entryBytes, 4);
    store<i32>(at, sign * dyOf(path) * width + dx, 8);
  }
}

@inline
export function pathTo(path: usize): usize {
  return load<usize>(PATHS + (path << 4));
}

@inline
export function pathFrom(path: usize): usize {
  return load<usize>(PATHS + (path << 4), 4);
}

@inline
export function pathBack(path: usize): i32 {
  return load<i32>(PATHS + (path << 4), 8);
}

@inline
export function pathRanges(path: usize): usize {
  return load<usize>(PATHS + (path << 4), 12);
}

/** `ranges`: of the row before which the path steps, from column 0; 8 bytes per pixel. */
@inline
export function setPathRanges(path: usize, sign: i32, ranges: usize): void {
  store<usize>(PATHS + (path << 4), ranges - (<usize>(dxOf(path) * sign) << 3), 12);
}

/** P2 at p, coming from p - back. */
@inline
export function p2Of(guide: usize, penalty: usize, contrast: bool, p: i32, back: i32): i32 {
  if (!guide) return load<i32>(penalty);
  const own = <i32>load<u8>(guide + <usize>p);
  const at = contrast ? abs(own - <i32>load<u8>(guide + <usize>(p - back))) : own;
  return load<i32>(penalty + (<usize>at << 2));
}
