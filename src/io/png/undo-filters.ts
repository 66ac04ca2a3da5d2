import { damagedFile } from '../format-error.js';

/**
 * Undoes the filters of PNG scan lines (PNG 3rd edition, section 9): `lines` holds a filter byte and `rowBytes` bytes per row; the
 * result has no filter bytes. `pixelBytes` are the bytes of a whole pixel, 1 at least.
 */
export function undoFilters(
  lines: Uint8Array,
  rowBytes: number,
  height: number,
  pixelBytes: number,
  name: string,
): Uint8Array {
  const out = new Uint8Array(rowBytes * height);
  for (let row = 0; row < height; row++) {
    const from = row * (rowBytes + 1);
    const filter = lines[from];
    const line = out.subarray(row * rowBytes, (row + 1) * rowBytes);
    line.set(lines.subarray(from + 1, from + 1 + rowBytes));
    const above = row === 0 ? null : out.subarray((row - 1) * rowBytes, row * rowBytes);
    if (filter > 4) throw damagedFile(name, `is a PNG with the filter ${filter} in row ${row}`);
    if (filter !== 0) undoLine(line, above, filter, pixelBytes);
  }
  return out;
}

function undoLine(line: Uint8Array, above: Uint8Array | null, filter: number, pixelBytes: number): void {
  for (let i = 0; i < line.length; i++) {
    const left = i < pixelBytes ? 0 : line[i - pixelBytes];
    const up = above === null ? 0 : above[i];
    if (filter === 1) line[i] += left;
    else if (filter === 2) line[i] += up;
    else if (filter === 3) line[i] += (left + up) >> 1;
    else line[i] += paeth(left, up, above === null || i < pixelBytes ? 0 : above[i - pixelBytes]);
  }
}

function paeth(left: number, up: number, upLeft: number): number {
  const estimate = left + up - upLeft;
  const [a, b, c] = [Math.abs(estimate - left), Math.abs(estimate - up), Math.abs(estimate - upLeft)];
  if (a <= b && a <= c) return left;
  return b <= c ? up : upLeft;
}
