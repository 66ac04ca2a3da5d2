/** Pixels, both ends included. */
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/**
 * Gives `mark` to everything that has the state of `start` and is connected to it by edges or corners; returns its bounding box.
 *
 * @param state row-major; changed in place
 * @param mark another state than that of `start`
 * @param stack empty, to be used again
 */
export function flood(
  state: Uint8Array,
  { width, height }: { readonly width: number; readonly height: number },
  start: number,
  mark: number,
  stack: number[],
): Box {
  const wanted = state[start];
  let left = width;
  let top = height;
  let right = 0;
  let bottom = 0;
  stack.push(start);
  state[start] = mark;
  for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
    const row = Math.floor(at / width);
    const col = at - row * width;
    if (col < left) left = col;
    if (col > right) right = col;
    if (row < top) top = row;
    if (row > bottom) bottom = row;
    const lastRow = row < height - 1 ? row + 1 : row;
    const lastCol = col < width - 1 ? col + 1 : col;
    for (let r = row > 0 ? row - 1 : 0; r <= lastRow; r++) {
      for (let c = col > 0 ? col - 1 : 0; c <= lastCol; c++) {
        const next = r * width + c;
        if (state[next] === wanted) {
          state[next] = mark;
          stack.push(next);
        }
      }
    }
  }
  return { left, top, right, bottom };
}

/** Whether a box is off the border of a plane, behind which its pixels may go on, and extends over at most `maxPx` rows and columns. */
export function isSmallAndClosed(
  { left, top, right, bottom }: Box,
  { width, height }: { readonly width: number; readonly height: number },
  maxPx: number,
): boolean {
  const isOpen = top === 0 || left === 0 || bottom === height - 1 || right === width - 1;
  return !isOpen && bottom - top < maxPx && right - left < maxPx;
}
