const PASSES = 3;

/** A raster under three running means that together have the spread of a Gaussian of `sigma` pixels; samples beyond the edge carry no weight. */
export function lowPassed({ width, height, data }, sigma) {
  // Variance of a mean over 2 r + 1 samples: ((2 r + 1)² - 1) / 12.
  const reach = Math.max(1, Math.round((Math.sqrt((12 * sigma * sigma) / PASSES + 1) - 1) / 2));
  let values = Float64Array.from(data, (z) => (Number.isNaN(z) ? 0 : z));
  let weights = Float64Array.from(data, (z) => (Number.isNaN(z) ? 0 : 1));
  for (let pass = 0; pass < PASSES; pass++) {
    for (const [count, step, lines, next] of [
      [width, 1, height, width],
      [height, width, width, 1],
    ]) {
      values = runningSum(values, { count, step, lines, next, reach });
      weights = runningSum(weights, { count, step, lines, next, reach });
    }
  }
  return Float32Array.from(values, (sum, i) => sum / weights[i]);
}

function runningSum(plane, { count, step, lines, next, reach }) {
  const out = new Float64Array(plane.length);
  for (let line = 0; line < lines; line++) {
    const start = line * next;
    let sum = 0;
    for (let k = 0; k < Math.min(reach, count); k++) sum += plane[start + k * step];
    for (let k = 0; k < count; k++) {
      if (k + reach < count) sum += plane[start + (k + reach) * step];
      if (k - reach > 0) sum -= plane[start + (k - reach - 1) * step];
      out[start + k * step] = sum;
    }
  }
  return out;
}
