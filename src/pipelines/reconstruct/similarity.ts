import type { Affine } from '../../math/affine-fit.js';

/** From `(col, row)` to `(toCol, toRow)`. */
interface Tie {
  readonly col: number;
  readonly row: number;
  readonly toCol: number;
  readonly toRow: number;
}

/** Shift, turn and scale that bring ties together (least squares), and the root mean square residual per axis. At least two ties. */
export function fitSimilarity(ties: readonly Tie[]): { readonly affine: Affine; readonly rmse: number } {
  const n = ties.length;
  const mean = (pick: (tie: Tie) => number): number => ties.reduce((sum, tie) => sum + pick(tie) / n, 0);
  const [x0, y0, u0, v0] = [
    mean((t) => t.col),
    mean((t) => t.row),
    mean((t) => t.toCol),
    mean((t) => t.toRow),
  ];
  let [dot, cross, squares] = [0, 0, 0];
  for (const { col, row, toCol, toRow } of ties) {
    const [x, y, u, v] = [col - x0, row - y0, toCol - u0, toRow - v0];
    dot += x * u + y * v;
    cross += x * v - y * u;
    squares += x * x + y * y;
  }
  const [a, b] = [dot / squares, cross / squares];
  const affine: Affine = [a, -b, u0 - a * x0 + b * y0, b, a, v0 - b * x0 - a * y0];
  const left = ties.reduce((sum, { col, row, toCol, toRow }) => {
    const [du, dv] = [a * col - b * row + affine[2] - toCol, b * col + a * row + affine[5] - toRow];
    return sum + du * du + dv * dv;
  }, 0);
  return { affine, rmse: Math.sqrt(left / Math.max(1, 2 * n - 4)) };
}
