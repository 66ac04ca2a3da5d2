/**
 * Distances to an outline along rows and along columns, capped and multiplied: `a b / cap`, in pixels, 0 on missing
 * pixels. Where one boundary is near it is the distance to that boundary, as the other factor is the cap; in a corner it falls to
 * 0 along both sides without the ridge of the shortest distance.
 *
 * A run of at most `cap` missing pixels with valid ones at both ends is a hole and no part of the outline, so that a hole throws
 * no shadow along its row and column. Right for pixels at least `2 cap` from the border of the plane (rounded up), beyond which nothing is
 * seen. After the centre-line weights of `dem_mosaic` (Ames Stereo Pipeline), which take the input's whole width for
 * the cap and know no holes.
 */
export function lineDistances(
  heights: Float32Array,
  width: number,
  height: number,
  cap: number,
): Float32Array {
  const product = new Float32Array(heights.length);
  const line = new Float32Array(Math.max(width, height));
  for (let row = 0; row < height; row++) {
    measureLine(heights, row * width, 1, width, cap, line);
    product.set(line.subarray(0, width), row * width);
  }
  for (let col = 0; col < width; col++) {
    measureLine(heights, col, width, height, cap, line);
    for (let row = 0, i = col; row < height; row++, i += width) product[i] = (product[i] * line[row]) / cap;
  }
  return product;
}

/** Distance of every pixel of a row or column to the nearest run that belongs to the outline; 0 on missing pixels. */
function measureLine(
  heights: Float32Array,
  start: number,
  step: number,
  length: number,
  cap: number,
  out: Float32Array,
): void {
  const reach = Math.ceil(cap);
  let open = -Infinity;
  for (let k = 0; k < length; ) {
    if (!Number.isNaN(heights[start + k * step])) {
      out[k] = Math.min(k - open, cap);
      k++;
      continue;
    }
    const first = k;
    while (k < length && Number.isNaN(heights[start + k * step])) out[k++] = 0;
    const isHole = first > 0 && k < length && k - first <= reach;
    if (isHole) continue;
    open = k - 1;
    for (let b = first - 1; b >= 0 && first - b < cap; b--) {
      if (out[b] > first - b) out[b] = first - b;
    }
  }
}
