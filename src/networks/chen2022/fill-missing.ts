/**
 * Gives missing samples values that make no edges, in place: between two valid samples of a row on the line between them, towards the
 * border as the nearest valid one; rows without any as the nearest row that has some. Does nothing where all are missing.
 */
export function fillMissing(plane: Float32Array, width: number): void {
  const height = plane.length / width;
  const filled: number[] = [];
  for (let row = 0; row < height; row++) {
    if (fillRow(plane.subarray(row * width, (row + 1) * width))) filled.push(row);
  }
  if (filled.length === 0) return;
  let next = 0;
  for (let row = 0; row < height; row++) {
    while (next + 1 < filled.length && Math.abs(filled[next + 1]! - row) <= Math.abs(filled[next]! - row)) {
      next++;
    }
    const from = filled[next]!;
    if (from !== row) plane.copyWithin(row * width, from * width, (from + 1) * width);
  }
}

/** Whether the row has a valid sample. */
function fillRow(row: Float32Array): boolean {
  let last = -1;
  for (let col = 0; col < row.length; col++) {
    if (Number.isNaN(row[col]!)) continue;
    const before = last < 0 ? row[col]! : row[last]!;
    const slope = (row[col]! - before) / (col - last);
    for (let k = last + 1; k < col; k++) row[k] = before + slope * (k - last);
    last = col;
  }
  if (last >= 0) row.fill(row[last]!, last + 1);
  return last >= 0;
}
