/**
 * Median of 3 x 3 of every pixel that has a value, over the neighbours that have one (the lower of two middle ones).
 * Where all nine are there: the median of the columns' greatest minimum, middle median and least maximum.
 */
export function median3(plane: Float32Array, width: number, height: number): Float32Array {
  const out = new Float32Array(plane.length);
  const low = new Float32Array(width);
  const middle = new Float32Array(width);
  const high = new Float32Array(width);
  for (let y = 0; y < height; y++) {
    const at = y * width;
    const inner = y > 0 && y + 1 < height;
    if (inner) sortColumns(plane, at, width, low, middle, high);
    for (let x = 0; x < width; x++) {
      const p = at + x;
      if (Number.isNaN(plane[p])) {
        out[p] = Number.NaN;
        continue;
      }
      const sum = inner && x > 0 && x + 1 < width ? middle[x - 1] + middle[x] + middle[x + 1] : Number.NaN;
      out[p] = Number.isNaN(sum)
        ? ofNeighbours(plane, x, y, width, height)
        : middleOf(
            greatest(low[x - 1], low[x], low[x + 1]),
            middleOf(middle[x - 1], middle[x], middle[x + 1]),
            least(high[x - 1], high[x], high[x + 1]),
          );
    }
  }
  return out;
}

/** Sorts every column of three around the row at `at`; the middle is NaN where one of them is. */
function sortColumns(
  plane: Float32Array,
  at: number,
  width: number,
  low: Float32Array,
  middle: Float32Array,
  high: Float32Array,
): void {
  for (let x = 0; x < width; x++) {
    const a = plane[at + x - width];
    const b = plane[at + x];
    const c = plane[at + x + width];
    low[x] = least(a, b, c);
    high[x] = greatest(a, b, c);
    middle[x] = Number.isNaN(a + b + c) ? Number.NaN : middleOf(a, b, c);
  }
}

function least(a: number, b: number, c: number): number {
  const m = a < b ? a : b;
  return m < c ? m : c;
}

function greatest(a: number, b: number, c: number): number {
  const m = a > b ? a : b;
  return m > c ? m : c;
}

function middleOf(a: number, b: number, c: number): number {
  if (a < b) return b < c ? b : a < c ? c : a;
  return a < c ? a : b < c ? c : b;
}

function ofNeighbours(plane: Float32Array, x: number, y: number, width: number, height: number): number {
  const values: number[] = [];
  for (let j = Math.max(y - 1, 0); j <= Math.min(y + 1, height - 1); j++) {
    for (let i = Math.max(x - 1, 0); i <= Math.min(x + 1, width - 1); i++) {
      const value = plane[j * width + i];
      if (!Number.isNaN(value)) values.push(value);
    }
  }
  return values.sort((a, b) => a - b)[(values.length - 1) >> 1];
}
