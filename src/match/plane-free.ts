/**
 * Takes the plane of best fit off the height differences of every shift: from the variance of I - T (Hong et al. 2022, eq. 1) follows
 * the variance about that plane, `sigma'² = sigma² - (Mx² / Sx + My² / Sy) / n²` with the moments `Mx = sum x (I - T)` about the
 * chip's centre and `Sx = sum x² / n`. A relative tilt of the scenes, which on smooth terrain moves the minimum of eq. 1 by pixels,
 * changes nothing here.
 *
 * @param surface variances of `(2 radius + 1)²` shifts, changed in place; NaN stays NaN
 * @param area search window of `(side + 2 radius)²` samples
 * @param chip `side²` samples, all present
 */
export function removePlanes(
  surface: Float32Array,
  area: Float32Array,
  chip: Float32Array,
  side: number,
  radius: number,
): void {
  const n = side * side;
  const spread = (side * side - 1) / 12;
  if (spread === 0) return;
  const own = momentsOf(chip, side, side, chip[0]);
  const all = momentsOf(area, side + 2 * radius, side, chip[0]);
  for (let i = 0; i < surface.length; i++) {
    const x = (all.x[i] - own.x[0]) / n;
    const y = (all.y[i] - own.y[0]) / n;
    surface[i] = Math.max(surface[i] - (x * x + y * y) / spread, 0);
  }
}

/**
 * First moments of all squares of `side` samples in a larger square, about their own centres. Heights count from `origin`; missing
 * ones count as that: no shift that touches them has a variance.
 */
function momentsOf(
  data: Float32Array,
  width: number,
  side: number,
  origin: number,
): { readonly x: Float64Array; readonly y: Float64Array } {
  const at = (i: number): number => (Number.isNaN(data[i]) ? 0 : data[i] - origin);
  const stride = width + 1;
  const [sum, sumX, sumY] = [0, 1, 2].map(() => new Float64Array(stride * stride)) as Triple;
  for (let row = 0; row < width; row++) {
    let [line, lineX, lineY] = [0, 0, 0];
    for (let col = 0; col < width; col++) {
      const z = at(row * width + col);
      line += z;
      lineX += col * z;
      lineY += row * z;
      const to = (row + 1) * stride + col + 1;
      sum[to] = sum[to - stride] + line;
      sumX[to] = sumX[to - stride] + lineX;
      sumY[to] = sumY[to - stride] + lineY;
    }
  }
  const places = width - side + 1;
  const x = new Float64Array(places * places);
  const y = new Float64Array(places * places);
  for (let row = 0, to = 0; row < places; row++) {
    for (let col = 0; col < places; col++, to++) {
      const [a, b] = [row * stride + col, (row + side) * stride + col];
      const box = (table: Float64Array): number => table[b + side] - table[b] - table[a + side] + table[a];
      const total = box(sum);
      x[to] = box(sumX) - (col + (side - 1) / 2) * total;
      y[to] = box(sumY) - (row + (side - 1) / 2) * total;
    }
  }
  return { x, y };
}

type Triple = [Float64Array, Float64Array, Float64Array];
