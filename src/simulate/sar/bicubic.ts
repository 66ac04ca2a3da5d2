/**
 * Samples of a raster along a straight line of pixel positions (corner convention; `col + i * dCol`, `row + i * dRow`), by cubic convolution
 * with a = -1/2 (Catmull-Rom): the samples themselves at pixel centres and a surface without kinks between them, NaN beyond the
 * outermost ones.
 *
 * Source: Keys (1981), IEEE TASSP 29(6), doi:10.1109/TASSP.1981.1163711.
 */
export function bicubicLine(
  { width, height, data }: { readonly width: number; readonly height: number; readonly data: Float32Array },
  line: { readonly col: number; readonly row: number; readonly dCol: number; readonly dRow: number },
  out: Float64Array,
): void {
  for (let i = 0; i < out.length; i++) {
    const x = line.col + i * line.dCol;
    const y = line.row + i * line.dRow;
    if (!(x >= 0.5 && y >= 0.5 && x <= width - 0.5 && y <= height - 0.5)) {
      out[i] = Number.NaN;
      continue;
    }
    const c = Math.floor(x - 0.5);
    const r = Math.floor(y - 0.5);
    const u = x - 0.5 - c;
    const v = y - 0.5 - r;
    const c0 = c < 1 ? 0 : c - 1;
    const c2 = c + 1 >= width ? width - 1 : c + 1;
    const c3 = c + 2 >= width ? width - 1 : c + 2;
    let sum = 0;
    for (let k = -1; k <= 2; k++) {
      const at = (r + k < 0 ? 0 : r + k >= height ? height - 1 : r + k) * width;
      sum += weight(k, v) * cubic(data[at + c0], data[at + c], data[at + c2], data[at + c3], u);
    }
    out[i] = sum;
  }
}

/** Catmull-Rom spline through b (u = 0) and c (u = 1). */
function cubic(a: number, b: number, c: number, d: number, u: number): number {
  return b + 0.5 * u * (c - a + u * (2 * a - 5 * b + 4 * c - d + u * (3 * (b - c) + d - a)));
}

/** Weight of the k-th neighbour (-1 to 2) at u. */
function weight(k: number, u: number): number {
  return cubic(k === -1 ? 1 : 0, k === 0 ? 1 : 0, k === 1 ? 1 : 0, k === 2 ? 1 : 0, u);
}
