// Directions of the paths and the rows of path costs that are kept: a path with row step dy needs the dy rows before the current one.

/** Room for 8 paths: dx, dy, current row, row before (or this row), each 4 bytes. */
const PATHS: usize = memory.data(128);
const STEPS: usize = memory.data<i32>([1, 0, 0, 1, 1, 1, -1, 1, 2, 1, 1, 2, -1, 2, -2, 1]);

export let half: usize = 0;
let rowBytes: usize = 0;
let rings: usize = 0;

/** `bytes`: of one row of path costs. Returns the end of the memory used. */
export function preparePaths(paths: i32, at: usize, bytes: usize): usize {
  half = <usize>(paths >> 1);
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

export function enterRow(step: i32): void {
  for (let path: usize = 0; path < half; path++) {
    store<usize>(PATHS + (path << 3), ringRow(path, step));
    store<usize>(PATHS + (path << 3), ringRow(path, step - dyOf(path)), 4);
  }
}

@inline
export function rowNow(path: usize): usize {
  return load<usize>(PATHS + (path << 3));
}

@inline
export function rowBefore(path: usize): usize {
  return load<usize>(PATHS + (path << 3), 4);
}

/** P2 at p, coming from p - r. */
@inline
export function p2Of(guide: usize, penalty: usize, contrast: bool, p: i32, back: i32): i32 {
  if (!guide) return load<i32>(penalty);
  const own = <i32>load<u8>(guide + <usize>p);
  const at = contrast ? abs(own - <i32>load<u8>(guide + <usize>(p - back))) : own;
  return load<i32>(penalty + (<usize>at << 2));
}
