import type { Vector3 } from '../geo/geodetic.js';
import { estimateHeight, type HeightEstimator } from './height-estimate.js';
import { addRow, createNormalEquations, solveNormalEquations } from './normal-equations.js';
import type { Placement } from './placement.js';
import type { Residuals } from './residuals.js';
import { addScore, createScoreCells } from './score-cells.js';
import { type SpatialCovariance, spatialCovariance } from './spatial-covariance.js';
import type { TangentPlanes } from './tangent-planes.js';

/** Where an iterative closest point estimate has ended. */
export interface IcpEnd {
  readonly residuals: Residuals;
  readonly planes: TangentPlanes;
  readonly chosen: Uint8Array;
  /** Metres by which the rotation unknowns are multiplied. */
  readonly lever: number;
  /** 3 or 6. */
  readonly size: number;
  /** The vertical at the centroid, along which the height was taken apart from the rest. */
  readonly up: Vector3;
}

/** Covariance of translation and rotation, 6 x 6 (zeros where no rotation was free); null where it is not determined. */
export function icpCovariance(
  placement: Placement,
  end: IcpEnd,
  vertical: HeightEstimator,
): SpatialCovariance | null {
  const { planes, chosen, lever, size } = end;
  const { distance, rows } = planes;
  const cells = createScoreCells(size, placement);
  const sums = createNormalEquations(size);
  const row = new Float64Array(size);
  for (let i = 0; i < distance.length; i++) {
    if (chosen[i] === 0) continue;
    for (let a = 0; a < size; a++) row[a] = rows[6 * i + a]! / (a < 3 ? 1 : lever);
    addRow(sums, row, distance[i]!, 1);
    addScore(cells, i, row, distance[i]!);
  }
  const solution = sums.rows > size ? solveNormalEquations(sums) : null;
  if (solution === null) return null;
  exchangeHeight(cells, end, vertical);
  const { covariance: scaled, ...found } = spatialCovariance(cells, solution.inverse);
  const covariance = new Float64Array(36);
  for (let a = 0; a < size; a++) {
    for (let b = 0; b < size; b++) {
      covariance[6 * a + b] = scaled[a * size + b]! / ((a < 3 ? 1 : lever) * (b < 3 ? 1 : lever));
    }
  }
  return { ...found, covariance };
}

/** In the vertical, takes the scores of the least squares out and those of the height estimate in. */
function exchangeHeight(
  { scores, cellOf }: ReturnType<typeof createScoreCells>,
  { residuals: { dh }, planes: { distance, rows }, chosen, up }: IcpEnd,
  vertical: HeightEstimator,
): void {
  const { influence, count } = estimateHeight(dh, vertical);
  const cosine = (i: number): number =>
    rows[6 * i]! * up[0] + rows[6 * i + 1]! * up[1] + rows[6 * i + 2]! * up[2];
  let weight = 0;
  for (let i = 0; i < dh.length; i++) if (chosen[i] === 1) weight += cosine(i) ** 2;
  for (let i = 0; i < dh.length; i++) {
    const out = chosen[i] === 1 ? cosine(i) * distance[i]! : 0;
    const change = (influence(dh[i]!) * weight) / count - out;
    for (let a = 0; a < 3; a++) scores[a]![cellOf[i]!]! += up[a]! * change;
  }
}
