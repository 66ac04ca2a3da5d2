import { lowPassed } from './low-pass.mjs';

const SIDE = 320;
/** What both lose before they are compared, metres. */
const LONG = 500;

/** A panel of how often heights of `tested` (up) come with those of `truth` (right), both without long wavelengths; dark is often. */
export function scatterPanel(truth, tested) {
  const sigma = LONG / 2 / truth.georef.transform[0];
  const [x, y] = [truth, tested].map((raster) => {
    const smooth = lowPassed(raster, sigma);
    return raster.data.map((z, i) => z - smooth[i]);
  });
  const sorted = x
    .filter((z) => !Number.isNaN(z))
    .map(Math.abs)
    .sort();
  const most = sorted[Math.floor(0.999 * (sorted.length - 1))];
  const counts = new Float64Array(SIDE * SIDE);
  const cell = (z) => Math.floor(((z / most + 1) / 2) * SIDE);
  for (let i = 0; i < x.length; i++) {
    const [col, row] = [cell(x[i]), SIDE - 1 - cell(y[i])];
    if (col >= 0 && col < SIDE && row >= 0 && row < SIDE) counts[row * SIDE + col]++;
  }
  const top = Math.log1p(counts.reduce((a, b) => Math.max(a, b), 0));
  const grey = Uint8Array.from(counts, (n, i) => {
    const isDiagonal = Math.floor(i / SIDE) === SIDE - 1 - (i % SIDE);
    return n === 0 && isDiagonal ? 180 : Math.round(255 - 255 * (Math.log1p(n) / top));
  });
  return { width: SIDE, height: SIDE, grey };
}
