import type { Affine } from '../math/affine-fit.js';
import { bilinear } from '../terrain/bilinear.js';

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
 * albedo go, and a missing sample becomes 0, which favours no shift.
 */
export function highPass({ width, height, data }: Plane, radius: number): Plane {
  const stride = width + 1;
  const sums = new Float64Array(stride * (height + 1));
  const counts = new Float64Array(sums.length);
  for (let row = 0; row < height; row++) {
    let [sum, count] = [0, 0];
    for (let col = 0; col < width; col++) {
      const value = data[row * width + col];
      if (!Number.isNaN(value)) {
        sum += value;
        count += 1;
      }
      const at = (row + 1) * stride + col + 1;
      sums[at] = sums[at - stride] + sum;
      counts[at] = counts[at - stride] + count;
    }
  }
  const out = data.map((value, i) => {
    if (Number.isNaN(value)) return 0;
    const row = Math.floor(i / width);
    const col = i - row * width;
    const [left, right] = [Math.max(col - radius, 0), Math.min(col + radius + 1, width)];
    const [top, bottom] = [Math.max(row - radius, 0) * stride, Math.min(row + radius + 1, height) * stride];
    const box = (t: Float64Array): number =>
      t[bottom + right] - t[bottom + left] - t[top + right] + t[top + left];
    return value - box(sums) / box(counts);
  });
  return { width, height, data: out };
}

/** A plane seen from another one: the sample at a pixel's centre, mapped by the transform, bilinear; NaN outside. */
export function warpPlane(source: Plane, affine: Affine, width: number, height: number): Plane {
  const [a, b, c, d, e, f] = affine;
  const data = new Float32Array(width * height);
  for (let row = 0; row < height; row++) {
    for (let col = 0; col < width; col++) {
      const [x, y] = [col + 0.5, row + 0.5];
      data[row * width + col] = bilinear(source, a * x + b * y + c, d * x + e * y + f);
    }
  }
  return { width, height, data };
}

/** Correlation of the samples that both planes have, -1 to 1; NaN for less than two or without contrast. */
export function correlationOf(a: Plane, b: Plane): number {
  let [n, meanA, meanB, aa, bb, ab] = [0, 0, 0, 0, 0, 0];
  for (let i = 0; i < a.data.length; i++) {
    const [x, y] = [a.data[i], b.data[i]];
    if (Number.isNaN(x) || Number.isNaN(y)) continue;
    n += 1;
    const [dx, dy] = [x - meanA, y - meanB];
    meanA += dx / n;
    meanB += dy / n;
    aa += dx * (x - meanA);
    bb += dy * (y - meanB);
    ab += dx * (y - meanB);
  }
  return ab / Math.sqrt(aa * bb);
}
