/** Slope range in degrees, lower bound included. */
export interface SlopeClass {
  readonly minDeg: number;
  readonly maxDeg: number;
  readonly label: string;
}

const BOUNDS = [0, 5, 10, 20, 30, 45] as const;

/** The classes by which height errors are split: flat ground to cliffs. */
export const SLOPE_CLASSES: readonly SlopeClass[] = BOUNDS.map((minDeg, i) => ({
  minDeg,
  maxDeg: BOUNDS[i + 1] ?? 90,
  label: i + 1 < BOUNDS.length ? `${minDeg}–${BOUNDS[i + 1]}°` : `> ${minDeg}°`,
}));

/** Marks a sample that belongs to no class. */
export const NO_CLASS = 255;

/** Index into {@link SLOPE_CLASSES} for every slope in degrees; {@link NO_CLASS} where the slope is NaN. */
export function slopeClasses(slopeDeg: Float32Array): Uint8Array {
  const classes = new Uint8Array(slopeDeg.length).fill(NO_CLASS);
  for (let i = 0; i < slopeDeg.length; i++) {
    const s = slopeDeg[i];
    if (Number.isNaN(s)) continue;
    let c = BOUNDS.length - 1;
    while (c > 0 && s < BOUNDS[c]) c--;
    classes[i] = c;
  }
  return classes;
}
