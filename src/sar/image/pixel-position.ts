import { groundRangeAt, slantRangeAt } from './ground-range.js';
import type { ImageGeometry, PixelPosition } from './image-geometry.js';

/** Azimuth time (s since the orbit's epoch) and slant range (m) of a pixel position (corner convention). */
export function pixelToRadar(
  { azimuth, range }: ImageGeometry,
  col: number,
  row: number,
): { readonly time: number; readonly range: number } {
  const lineTime = azimuth.firstLine + (row - 0.5) * azimuth.lineInterval;
  const slant =
    range.kind === 'slant'
      ? range.first + (col - 0.5) * range.spacing
      : slantRangeAt(range.polynomials, lineTime, (col - 0.5) * range.spacing);
  return { time: lineTime + azimuth.skew.constant + azimuth.skew.perRange * slant, range: slant };
}

/** The pixel position that sees an azimuth time and slant range; the exact inverse of {@link pixelToRadar}. It may lie outside. */
export function radarToPixel(
  { azimuth, range }: ImageGeometry,
  time: number,
  slantRange: number,
  out: PixelPosition,
): void {
  const lineTime = time - azimuth.skew.constant - azimuth.skew.perRange * slantRange;
  out.row = (lineTime - azimuth.firstLine) / azimuth.lineInterval + 0.5;
  out.col =
    0.5 +
    (range.kind === 'slant'
      ? (slantRange - range.first) / range.spacing
      : groundRangeAt(range.polynomials, lineTime, slantRange) / range.spacing);
}
