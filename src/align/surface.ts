import type { Grid } from '../core/georef.js';

/** Heights that points are held against: NaN where missing. */
export interface Surface {
  readonly grid: Grid;
  readonly data: Float32Array;
}

/** Height and slopes at one position; reused between samples. */
export interface SurfaceSample {
  /** NaN where a sample that is needed is missing. */
  h: number;
  /** Metres per pixel. */
  perCol: number;
  perRow: number;
}

/**
 * Height by bilinear interpolation, slopes as bilinearly interpolated central differences. With this pair the noise of height
 * and slope is uncorrelated at every sub-pixel position, so that noise of the surface does not pull an alignment towards
 * whole or half pixels (with the derivative of the bilinear surface it does).
 */
export function sampleSurface({ grid, data }: Surface, col: number, row: number, out: SurfaceSample): void {
  const { width, height } = grid;
  const u = col - 0.5;
  const v = row - 0.5;
  const c = Math.floor(u);
  const r = Math.floor(v);
  if (!(c >= 1 && r >= 1 && c < width - 2 && r < height - 2)) {
    out.h = Number.NaN;
    return;
  }
  const fx = u - c;
  const fy = v - r;
  const i = r * width + c;
  const j = i + width;
  const [a, b, d, e] = [data[i]!, data[i + 1]!, data[j]!, data[j + 1]!];
  const top = (1 - fx) * (b - data[i - 1]!) + fx * (data[i + 2]! - a);
  const bottom = (1 - fx) * (e - data[j - 1]!) + fx * (data[j + 2]! - d);
  const left = (1 - fy) * (d - data[i - width]!) + fy * (data[j + width]! - a);
  const right = (1 - fy) * (e - data[i + 1 - width]!) + fy * (data[j + 1 + width]! - b);
  out.perCol = 0.5 * ((1 - fy) * top + fy * bottom);
  out.perRow = 0.5 * ((1 - fx) * left + fx * right);
  // NaN in a slope makes the sample missing as well.
  const h = (1 - fy) * ((1 - fx) * a + fx * b) + fy * ((1 - fx) * d + fx * e);
  out.h = Number.isNaN(out.perCol + out.perRow) ? Number.NaN : h;
}
