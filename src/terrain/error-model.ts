import type { ErrorByTerrain } from './error-by-terrain.js';

/** Standard deviation of height errors by slope and curvature: values at the nodes of a grid, bilinear between them. */
export interface ErrorModel {
  /** Degrees, ascending. */
  readonly slopes: readonly number[];
  /** 1/m, without sign, ascending. */
  readonly curvatures: readonly number[];
  /** Metres, one row per slope. */
  readonly sigma: readonly (readonly number[])[];
}

/**
 * The model that errors by slope and curvature make: NMAD at the mean slope and curvature of their classes; classes with too few samples, or
 * without any spread, take over from the nearest ones. Hugonnet et al. (2022, IEEE JSTARS 15, 6456-6472, section IV-B) interpolate
 * in the same way. Null when no class tells anything.
 */
export function createErrorModel({ cells, slopes, curvatures }: ErrorByTerrain): ErrorModel | null {
  const rows = slopes.flatMap((slope, i) => (Number.isNaN(slope) ? [] : [i]));
  const cols = curvatures.flatMap((curvature, j) => (Number.isNaN(curvature) ? [] : [j]));
  const known = rows.flatMap((i, row) =>
    cols.flatMap((j, col) => (cells[i][j].nmad > 0 ? [{ row, col, nmad: cells[i][j].nmad }] : [])),
  );
  if (known.length === 0) return null;
  return {
    slopes: rows.map((i) => slopes[i]),
    curvatures: cols.map((j) => curvatures[j]),
    sigma: rows.map((_, row) => cols.map((__, col) => nearest(known, row, col))),
  };
}

interface Known {
  readonly row: number;
  readonly col: number;
  readonly nmad: number;
}

/** Mean of the known values that lie nearest to a class. */
function nearest(known: readonly Known[], row: number, col: number): number {
  const distances = known.map((k) => (k.row - row) ** 2 + (k.col - col) ** 2);
  const least = Math.min(...distances);
  const chosen = known.filter((_, i) => distances[i] === least);
  return chosen.reduce((sum, { nmad }) => sum + nmad, 0) / chosen.length;
}

/** The same model with all its values times a factor. */
export function scaleErrorModel(model: ErrorModel, factor: number): ErrorModel {
  return { ...model, sigma: model.sigma.map((row) => row.map((sigma) => sigma * factor)) };
}

/** Standard deviation of the error at a slope (degrees) and curvature (1/m), metres; beyond the nodes that of the last one, NaN for NaN. */
export function errorAt({ slopes, curvatures, sigma }: ErrorModel, slope: number, curvature: number): number {
  const s = placeIn(slopes, slope);
  const c = placeIn(curvatures, curvature);
  if (Number.isNaN(s + c)) return Number.NaN;
  const [i, j] = [Math.floor(s), Math.floor(c)];
  const [u, v] = [s - i, c - j];
  const [here, next] = [sigma[i], sigma[Math.min(i + 1, slopes.length - 1)]];
  const k = Math.min(j + 1, curvatures.length - 1);
  return (1 - u) * ((1 - v) * here[j] + v * here[k]) + u * ((1 - v) * next[j] + v * next[k]);
}

/** Index with fraction of a value among ascending nodes, held within them. */
function placeIn(nodes: readonly number[], value: number): number {
  if (Number.isNaN(value)) return Number.NaN;
  const last = nodes.length - 1;
  if (value <= nodes[0]) return 0;
  let i = 0;
  while (i < last && value >= nodes[i + 1]) i++;
  return i === last ? last : i + (value - nodes[i]) / (nodes[i + 1] - nodes[i]);
}
