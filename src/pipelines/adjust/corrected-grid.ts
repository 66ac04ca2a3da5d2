import type { AdjustmentResult } from '../../adjust/result.js';
import type { Grid } from '../../core/georef.js';
import { gridWindow } from '../../core/raster.js';
import type { Window } from '../../core/window.js';
import { footprintWindow } from '../../resample/footprint-window.js';
import type { BlockScene } from './block.js';
import { movedGrid } from './common-grid.js';
import { planMove } from './height-stage.node.js';

/** The planned grid, cut or grown on its lattice to where the corrections in plan put the scenes. */
export function correctedGrid(
  planned: Grid,
  scenes: readonly BlockScene[],
  plan: AdjustmentResult | null,
): Grid {
  const windows = scenes.map(({ grid }, i) =>
    footprintWindow(planned, movedGrid(grid, planMove(plan, i)), 0),
  );
  return gridWindow(planned, windows.reduce(union));
}

function union(a: Window, b: Window): Window {
  const col = Math.min(a.col, b.col);
  const row = Math.min(a.row, b.row);
  return {
    col,
    row,
    width: Math.max(a.col + a.width, b.col + b.width) - col,
    height: Math.max(a.row + a.height, b.row + b.height) - row,
  };
}
