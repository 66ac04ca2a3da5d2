import { robustSpread } from '../math/robust.js';
import type { Placement } from './placement.js';
import { createResiduals, type GridShift, residualsAfterShift } from './residuals.js';
import type { Surface } from './surface.js';

/** Whether the terrain says where the points lie in plan. */
export interface PlanObservability {
  readonly observable: boolean;
  /** Standard deviation of the shift in the direction that is known worst, pixels of the surface; infinite when unknown. */
  readonly sigmaPx: number;
  /** Relief that points and surface have in common in that direction, metres per pixel. */
  readonly relief: number;
}

/** Shifts in pixels at which the spread is compared; both wider than the reach of the interpolation. */
const NEAR = 2;
const FAR = 4;
/** Neighbouring height errors are correlated: all points in a cell of this many pixels squared count as one. */
const CELL = 5;
/** A growth of the spread must be this many times its own standard deviation. */
const SIGNIFICANT = 4;
const MAX_SIGMA_PX = 0.5;

/**
 * Compares the spread of dh at shifts of 2 and 4 pixels around the best one: on relief that both have in common it grows with the
 * square of the shift, on flat ground it stays, however rough the noise of each of them makes it look (slopes alone would
 * take noise for relief).
 */
export function planObservability(
  placement: Placement,
  surface: Surface,
  shift: GridShift,
): PlanObservability {
  const residuals = createResiduals(placement.points.count);
  const varianceAt = (cols: number, rows: number): number => {
    residualsAfterShift(
      placement,
      surface,
      { ...shift, cols: shift.cols + cols, rows: shift.rows + rows },
      residuals,
    );
    return robustSpread(residuals.dh).nmad ** 2;
  };
  const best = varianceAt(0, 0);
  const independent = countCells(placement, residuals.dh);
  const growth = (cols: number, rows: number): { readonly square: number; readonly noise: number } => {
    const [near, far] = [NEAR, FAR].map(
      (d) => 0.5 * (varianceAt(d * cols, d * rows) + varianceAt(-d * cols, -d * rows)),
    ) as [number, number];
    return {
      square: (far - near) / (FAR ** 2 - NEAR ** 2),
      noise: (far * Math.sqrt(2 / independent)) / (FAR ** 2 - NEAR ** 2),
    };
  };
  const [alongCols, alongRows] = [growth(1, 0), growth(0, 1)];
  const mixed = (growth(1, 1).square - growth(1, -1).square) / 4;
  const [a, b] = [alongCols.square, alongRows.square];
  const weakest = (a + b) / 2 - Math.hypot((a - b) / 2, mixed);
  const noise = Math.max(alongCols.noise, alongRows.noise);
  const sigmaPx = weakest > 0 ? Math.sqrt(best / weakest / independent) : Number.POSITIVE_INFINITY;
  return {
    observable: weakest > SIGNIFICANT * noise && sigmaPx <= MAX_SIGMA_PX,
    sigmaPx,
    relief: Math.sqrt(Math.max(0, weakest)),
  };
}

function countCells({ col, row }: Placement, dh: Float64Array): number {
  const cells = new Set<number>();
  for (let i = 0; i < dh.length; i++) {
    if (!Number.isNaN(dh[i])) cells.add(Math.floor(row[i]! / CELL) * 0x1000000 + Math.floor(col[i]! / CELL));
  }
  return cells.size;
}
