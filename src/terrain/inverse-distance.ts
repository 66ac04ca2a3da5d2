/** Rows of samples; NaN where missing. */
export interface Plane {
  readonly data: Float32Array;
  readonly width: number;
  readonly height: number;
}

/** What is interpolated at a pixel. */
export interface Interpolated {
  value: number;
  /** Pixels to the nearest sample. */
  distance: number;
}

/**
 * Visits the wanted pixels of a plane with a value interpolated from its samples: of each of the four quadrants around the pixel (as in
 * `gdal_fillnodata`; the row itself belongs to the upper ones, the column to the left ones) the nearest sample within `reach` pixels,
 * weighted by the inverse of its distance. Pixels without a sample in reach are not visited. What is visited must not be written
 * into the plane before the end.
 *
 * @param wanted 1 for each missing pixel that is to be visited
 */
export function interpolateByDistance(
  { data, width, height }: Plane,
  wanted: Uint8Array,
  reach: number,
  visit: (at: number, found: Readonly<Interpolated>) => void,
): void {
  const above = new Int32Array(width).fill(-1);
  const below = new Int32Array(width);
  const found: Interpolated = { value: 0, distance: 0 };
  for (let row = 0; row < height; row++) {
    for (let col = 0; col < width; col++) {
      if (!Number.isNaN(data[row * width + col])) above[col] = row;
      if (below[col] > row) continue;
      let next = row + 1;
      while (next < height && Number.isNaN(data[next * width + col])) next++;
      below[col] = next;
    }
    for (let col = 0; col < width; col++) {
      if (wanted[row * width + col] === 0) continue;
      if (search({ data, width, height }, row, col, reach, above, below, found))
        visit(row * width + col, found);
    }
  }
}

/** Nearest sample of each quadrant: upper left, lower left, upper right, lower right. */
const nearest = new Float64Array(4);
const values = new Float64Array(4);

/** Fills `found`; false when no sample is in reach. `above` and `below` hold the nearest sample's row of every column, or none. */
function search(
  { data, width, height }: Plane,
  row: number,
  col: number,
  reach: number,
  above: Int32Array,
  below: Int32Array,
  found: Interpolated,
): boolean {
  nearest.fill(Number.POSITIVE_INFINITY);
  const look = (quadrant: number, at: number, sampleRow: number): void => {
    const squared = (at - col) ** 2 + (sampleRow - row) ** 2;
    // Not compared as squares: rounding decides between equally near samples as it does in gdal_fillnodata.
    if (squared >= nearest[quadrant] * nearest[quadrant]) return;
    nearest[quadrant] = Math.sqrt(squared);
    values[quadrant] = data[sampleRow * width + at];
  };
  for (let step = 0; step <= reach; step++) {
    const farthest = Math.max(nearest[0], nearest[1], nearest[2], nearest[3]);
    if (step > farthest) break;
    const [left, right] = [col - step, col + step];
    if (left >= 0) {
      if (above[left] >= 0) look(0, left, above[left]);
      if (below[left] < height) look(1, left, below[left]);
    }
    if (step > 0 && right < width) {
      if (above[right] >= 0) look(2, right, above[right]);
      if (below[right] < height) look(3, right, below[right]);
    }
  }
  let sum = 0;
  let weights = 0;
  let least = Number.POSITIVE_INFINITY;
  for (let quadrant = 0; quadrant < 4; quadrant++) {
    if (nearest[quadrant] > reach) continue;
    const weight = 1 / nearest[quadrant];
    sum += weight * values[quadrant];
    weights += weight;
    least = Math.min(least, nearest[quadrant]);
  }
  found.value = sum / weights;
  found.distance = least;
  return weights > 0;
}

/**
 * Smooths filled pixels in place: each becomes the mean of the samples of the 3 x 3 around it, `passes` times, all pixels at a time.
 *
 * @param filled indices of the filled pixels
 */
export function smoothFilled(
  { data, width, height }: Plane,
  filled: readonly number[],
  passes: number,
): void {
  const means = new Float32Array(filled.length);
  for (let pass = 0; pass < passes; pass++) {
    for (let k = 0; k < filled.length; k++) means[k] = meanAround(data, width, height, filled[k]);
    for (let k = 0; k < filled.length; k++) data[filled[k]] = means[k];
  }
}

function meanAround(data: Float32Array, width: number, height: number, at: number): number {
  const row = Math.floor(at / width);
  const col = at - row * width;
  let sum = 0;
  let count = 0;
  for (let r = Math.max(0, row - 1); r <= Math.min(height - 1, row + 1); r++) {
    for (let c = Math.max(0, col - 1); c <= Math.min(width - 1, col + 1); c++) {
      const value = data[r * width + c];
      if (Number.isNaN(value)) continue;
      sum += value;
      count++;
    }
  }
  return sum / count;
}
