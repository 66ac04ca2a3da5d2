export type Vector = readonly [number, number, number];

interface Statistics {
  readonly count: number;
  readonly mean: number;
  readonly median: number;
  readonly nmad: number;
}

/** What `align --json` prints, as far as tests read it. */
export interface Result {
  readonly method: string;
  readonly shift: { readonly cols: number; readonly rows: number; readonly up: number };
  readonly translationNed: Vector;
  readonly rotationDeg: number;
  readonly sigma: {
    readonly eastMetres: number;
    readonly northMetres: number;
    readonly upMetres: number;
  } | null;
  readonly search: { readonly reliable: boolean; readonly rangeEastMetres: number } | null;
  readonly points: { readonly stable: number; readonly control: Control | null };
  readonly before: { readonly heldOut: Statistics };
  readonly after: { readonly fit: Statistics; readonly heldOut: Statistics };
  readonly warnings: readonly string[];
}

interface Control {
  readonly read: number;
  readonly screened: { readonly removed: number } | null;
}

/** What `--transform-out` writes. */
export interface TransformFile {
  readonly matrix: readonly (readonly number[])[];
  readonly inverse: readonly (readonly number[])[];
}

/** What `distort-dem.py` did. */
export interface Truth {
  readonly matrix: readonly (readonly number[])[];
  readonly centre: Vector;
  readonly enu: readonly Vector[];
}

/** A point through a 4 x 4 matrix. */
export const apply = (m: readonly (readonly number[])[], p: Vector): Vector =>
  m.slice(0, 3).map((r) => r[0] * p[0] + r[1] * p[1] + r[2] * p[2] + r[3]) as unknown as Vector;

export const difference = (a: Vector, b: Vector): Vector => [a[0] - b[0], a[1] - b[1], a[2] - b[2]];

/** Degrees between two rotations. */
export function angleBetween(a: readonly (readonly number[])[], b: readonly (readonly number[])[]): number {
  let squares = 0;
  for (let r = 0; r < 3; r++) for (let c = 0; c < 3; c++) squares += (a[r][c] - b[r][c]) ** 2;
  // Frobenius norm of a small difference of rotations: sqrt(2) times the angle.
  return (Math.sqrt(squares / 2) * 180) / Math.PI;
}
