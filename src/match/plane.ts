import type { Affine } from '../math/affine-fit.js';

/** Samples of an image or a DEM without georeferencing: row-major, NaN where missing. */
export interface Plane {
  readonly width: number;
  readonly height: number;
  readonly data: Float32Array;
}

/** Half the size: means of the present samples of two by two, missing where less than two are present. */
export function halve({ width, height, data }: Plane): Plane {
  const half = { width: Math.ceil(width / 2), height: Math.ceil(height / 2) };
  const out = new Float32Array(half.width * half.height);
  for (let row = 0; row < half.height; row++) {
    for (let col = 0; col < half.width; col++) {
      let [sum, count] = [0, 0];
      for (let k = 0; k < 4; k++) {
        const [c, r] = [2 * col + (k & 1), 2 * row + (k >> 1)];
        const value = c < width && r < height ? data[r * width + c] : Number.NaN;
        if (Number.isNaN(value)) continue;
        sum += value;
        count += 1;
      }
      out[row * half.width + col] = count >= 2 ? sum / count : Number.NaN;
    }
  }
  return { ...half, data: out };
}

/**
 * Brightness about its local mean (over present samples in a square of `2 radius + 1` pixels): slow changes of illumination and
 * albedo go, and a missing sample becomes `missing`: 0 favours no shift.
 */
export function highPass({ width, height, data }: Plane, radius: number, missing = 0): Plane {
  const out = new Float32Array(data.length);
  // Of the rows around the current one, by column; then of the columns around the current one.
  const sums = new Float64Array(width);
  const counts = new Int32Array(width);
  const addRow = (row: number, sign: 1 | -1): void => {
    if (row < 0 || row >= height) return;
    for (let col = 0, i = row * width; col < width; col++, i++) {
      const value = data[i];
      if (Number.isNaN(value)) continue;
      sums[col] += sign * value;
      counts[col] += sign;
    }
  };
  for (let row = 0; row < radius; row++) addRow(row, 1);
  for (let row = 0, i = 0; row < height; row++) {
    addRow(row + radius, 1);
    addRow(row - radius - 1, -1);
    let [sum, count] = [0, 0];
    for (let col = 0; col < Math.min(radius, width); col++) {
      sum += sums[col];
      count += counts[col];
    }
    for (let col = 0; col < width; col++, i++) {
      if (col + radius < width) {
        sum += sums[col + radius];
        count += counts[col + radius];
      }
      if (col > radius) {
        sum -= sums[col - radius - 1];
        count -= counts[col - radius - 1];
      }
      const value = data[i];
      out[i] = Number.isNaN(value) ? missing : value - sum / count;
    }
  }
  return { width, height, data: out };
}

/** A plane seen from another one: the sample at a pixel's centre, mapped by the transform, bilinear; NaN outside. */
export function warpPlane(source: Plane, affine: Affine, width: number, height: number): Plane {
  const [a, b, c, d, e, f] = affine;
  const data = new Float32Array(width * height);
  for (let row = 0, i = 0; row < height; row++) {
    for (let col = 0; col < width; col++, i++) {
      const [x, y] = [col + 0.5, row + 0.5];
      const [u, v] = [a * x + b * y + c - 0.5, d * x + e * y + f - 0.5];
      if (!(u >= 0 && v >= 0 && u <= source.width - 1 && v <= source.height - 1)) data[i] = Number.NaN;
      else data[i] = between(source, u, v);
    }
  }
  return { width, height, data };
}

/** Bilinear, at a position from the first sample inside the plane; NaN where a neighbour with weight is missing. */
function between({ width, height, data }: Plane, u: number, v: number): number {
  const [col, row] = [Math.floor(u), Math.floor(v)];
  const [x, y] = [u - col, v - row];
  // A neighbour beyond the last row or column has no weight: the pixel itself stands in for it.
  const right = col + 1 < width ? 1 : 0;
  const below = row + 1 < height ? width : 0;
  const i = row * width + col;
  const upper = x === 0 ? data[i] : data[i] + x * (data[i + right] - data[i]);
  if (y === 0) return upper;
  const lower = x === 0 ? data[i + below] : data[i + below] + x * (data[i + below + right] - data[i + below]);
  return upper + y * (lower - upper);
}

/** Correlation of the samples that both planes have, -1 to 1; NaN for less than two or without contrast. */
export function correlationOf(a: Plane, b: Plane): number {
  let [n, sumA, sumB] = [0, 0, 0];
  for (let i = 0; i < a.data.length; i++) {
    const [x, y] = [a.data[i], b.data[i]];
    if (Number.isNaN(x) || Number.isNaN(y)) continue;
    n++;
    sumA += x;
    sumB += y;
  }
  const [meanA, meanB] = [sumA / n, sumB / n];
  let [aa, bb, ab] = [0, 0, 0];
  for (let i = 0; i < a.data.length; i++) {
    const [dx, dy] = [a.data[i] - meanA, b.data[i] - meanB];
    if (Number.isNaN(dx) || Number.isNaN(dy)) continue;
    aa += dx * dx;
    bb += dy * dy;
    ab += dx * dy;
  }
  return ab / Math.sqrt(aa * bb);
}
