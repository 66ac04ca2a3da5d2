// Ranges of disparities of the row at hand and of the two before it in the order of the pass: 8 bytes per pixel, the first disparity and
// the number of disparities. Two columns on either side and rows before the first have none, so that paths begin there.

const MARGIN: usize = 2;

let low: usize = 0;
let count: usize = 0;
/** Cells per row; 0 where all pixels have one range. */
let cells: i32 = 0;
let cellOffset: i32 = 0;
let valid: usize = 0;
let width: i32 = 0;
let rows: usize = 0;
let rowBytes: usize = 0;

/** `leftValid` may be 0. Returns the end of the memory used. */
export function prepareRanges(
  lowAt: usize, countAt: usize, cellsPerRow: i32, offset: i32, leftValid: usize, columns: i32, at: usize,
): usize {
  low = lowAt;
  count = countAt;
  cells = cellsPerRow;
  cellOffset = offset;
  valid = leftValid;
  width = columns;
  rows = at;
  rowBytes = (<usize>width + 2 * MARGIN) << 3;
  return (rows + 3 * rowBytes + 15) & ~15;
}

export function beginRanges(): void {
  memory.fill(rows, 0, 3 * rowBytes);
}

/** Ranges of the row that is `step`-th in the pass, from column 0. */
@inline
export function rangesOf(step: i32): usize {
  return rows + <usize>((step + 3) % 3) * rowBytes + (MARGIN << 3);
}

/** Writes the ranges of row y. */
export function enterRanges(y: i32, step: i32): void {
  const to = rangesOf(step);
  const row = <usize>(((y + cellOffset) >> 1) * cells) << 2;
  const mask = valid ? valid + <usize>(y * width) : 0;
  for (let x = 0; x < width; x++) {
    const cell = cells ? row + (<usize>(x >> 1) << 2) : 0;
    const there = !mask || load<u8>(mask + <usize>x);
    const range = to + (<usize>x << 3);
    store<i32>(range, load<i32>(low + cell));
    store<i32>(range, there ? load<i32>(count + cell) : 0, 4);
  }
}
