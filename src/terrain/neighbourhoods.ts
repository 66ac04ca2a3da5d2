import type { HornParams } from '../kernels/horn/index.js';

/** The 3 x 3 heights around a sample, row by row from the north-west; the sample itself is element 4. */
export type Neighbourhood = Float64Array;

/** A number for the middle of a neighbourhood without missing heights; NaN where it has none. */
export type Measure = (z: Neighbourhood) => number;

/**
 * Measures every sample inside a padded raster (`width * height` heights, NaN where missing) and writes the
 * `(width - 2) * (height - 2)` results. A missing centre gives NaN; a missing neighbour gives NaN under
 * `edges: 'nodata'` and is replaced by the centre under `'compute'`, as gdaldem does.
 */
export function measureNeighbourhoods(
  heights: Float32Array,
  { width, height, edges }: Pick<HornParams, 'width' | 'height' | 'edges'>,
  measure: Measure,
  out: Float32Array | Uint8Array,
): void {
  const z = new Float64Array(9);
  let o = 0;
  for (let row = 1; row < height - 1; row++) {
    for (let col = 1; col < width - 1; col++) {
      const complete = gatherNeighbourhood(heights, row * width + col, width, edges === 'compute', z);
      out[o++] = complete ? measure(z) : Number.NaN;
    }
  }
}

/**
 * Fills `z` with the neighbourhood of sample `i` of rows of `width` heights; false when a height that is needed is missing: the
 * centre, or a neighbour that is not to be replaced by the centre.
 */
export function gatherNeighbourhood(
  heights: Float32Array,
  i: number,
  width: number,
  replace: boolean,
  z: Neighbourhood,
): boolean {
  const centre = heights[i];
  if (Number.isNaN(centre)) return false;
  for (let k = 0; k < 9; k++) {
    const row = k < 3 ? -1 : k < 6 ? 0 : 1;
    const h = heights[i + row * width + (k - 3 * (row + 1)) - 1];
    if (!Number.isNaN(h)) z[k] = h;
    else if (replace) z[k] = centre;
    else return false;
  }
  return true;
}
