import type { Neighbourhood } from './neighbourhoods.js';

/**
 * How derivatives are taken from 3 x 3 heights: `horn` (Horn 1981) weighs three parallel differences 1, 2, 1;
 * `zevenbergen-thorne` (Zevenbergen & Thorne 1987) takes the middle one only, which is sharper and noisier.
 */
export type DerivativeBasis = 'horn' | 'zevenbergen-thorne';

/** Metres between columns and rows, positive when x grows with the column and y shrinks with the row. */
export interface CellMetres {
  readonly cellX: number;
  readonly cellY: number;
}

/** Rise towards the east and towards the north, in units of height per metre, float64. */
export function gradient(
  z: Neighbourhood,
  { cellX, cellY }: CellMetres,
  basis: DerivativeBasis,
): readonly [east: number, north: number] {
  if (basis === 'zevenbergen-thorne') return [(z[5] - z[3]) / (2 * cellX), (z[1] - z[7]) / (2 * cellY)];
  return [
    (z[2] - z[0] + 2 * (z[5] - z[3]) + (z[8] - z[6])) / (8 * cellX),
    (z[0] - z[6] + 2 * (z[1] - z[7]) + (z[2] - z[8])) / (8 * cellY),
  ];
}

/** First and second derivatives of height, x east and y north. */
export interface Derivatives {
  readonly zx: number;
  readonly zy: number;
  readonly zxx: number;
  readonly zxy: number;
  readonly zyy: number;
}

/**
 * Derivatives at the middle of a neighbourhood, exact for every quadric in either basis. Horn's weights are used across
 * the direction of the second differences as well; the mixed derivative is the same in both.
 */
export function derivatives(z: Neighbourhood, cell: CellMetres, basis: DerivativeBasis): Derivatives {
  const { cellX, cellY } = cell;
  const zxy = (z[2] - z[0] - z[8] + z[6]) / (4 * cellX * cellY);
  const middleX = z[5] - 2 * z[4] + z[3];
  const middleY = z[1] - 2 * z[4] + z[7];
  const [zx, zy] = gradient(z, cell, basis);
  if (basis === 'zevenbergen-thorne') {
    return { zx, zy, zxx: middleX / cellX ** 2, zxy, zyy: middleY / cellY ** 2 };
  }
  const zxx = (z[2] - 2 * z[1] + z[0] + 2 * middleX + (z[8] - 2 * z[7] + z[6])) / (4 * cellX ** 2);
  const zyy = (z[0] - 2 * z[3] + z[6] + 2 * middleY + (z[2] - 2 * z[5] + z[8])) / (4 * cellY ** 2);
  return { zx, zy, zxx, zxy, zyy };
}
