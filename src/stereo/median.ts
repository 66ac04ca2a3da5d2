/** Median of 3 x 3 of every pixel that has a value, over the neighbours that have one (the lower of two middle ones). */
export function median3(plane: Float32Array, width: number, height: number): Float32Array {
  const out = new Float32Array(plane.length);
  const v = new Float64Array(9);
  for (let y = 0, p = 0; y < height; y++) {
    for (let x = 0; x < width; x++, p++) {
      if (Number.isNaN(plane[p])) {
        out[p] = Number.NaN;
        continue;
      }
      let n = 0;
      for (let j = Math.max(y - 1, 0); j <= Math.min(y + 1, height - 1); j++) {
        for (let i = Math.max(x - 1, 0); i <= Math.min(x + 1, width - 1); i++) {
          const value = plane[j * width + i];
          if (Number.isNaN(value)) continue;
          let k = n++;
          for (; k > 0 && v[k - 1] > value; k--) v[k] = v[k - 1];
          v[k] = value;
        }
      }
      out[p] = v[(n - 1) >> 1];
    }
  }
  return out;
}
