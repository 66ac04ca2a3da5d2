import { SIZE } from '../mars-ground.mjs';

/** A patch by cubic convolution (Keys 1981, a = -1/2) between the centres of the cells; the outermost cells go on beyond the edge. */
export function cubic(cells, factor) {
  const size = SIZE / factor;
  const taps = Array.from({ length: SIZE }, (_, i) => {
    const x = (i + 0.5) / factor - 0.5;
    const first = Math.floor(x) - 1;
    return [0, 1, 2, 3].map((k) => [Math.min(size - 1, Math.max(0, first + k)), keys(x - first - k)]);
  });
  const rows = Float64Array.from({ length: size * SIZE }, (_, i) => {
    const [r, c] = [Math.floor(i / SIZE), i % SIZE];
    return taps[c].reduce((sum, [at, weight]) => sum + weight * cells[r * size + at], 0);
  });
  return Float32Array.from({ length: SIZE * SIZE }, (_, i) => {
    const [r, c] = [Math.floor(i / SIZE), i % SIZE];
    return taps[r].reduce((sum, [at, weight]) => sum + weight * rows[at * SIZE + c], 0);
  });
}

function keys(x) {
  const t = Math.abs(x);
  if (t < 1) return 1.5 * t ** 3 - 2.5 * t ** 2 + 1;
  return t < 2 ? -0.5 * t ** 3 + 2.5 * t ** 2 - 4 * t + 2 : 0;
}
