/** Corresponding positions of one ground feature in two rasters, in pixels (corner convention). */
export interface TiePoint {
  readonly id: string;
  readonly colA: number;
  readonly rowA: number;
  readonly colB: number;
  readonly rowB: number;
  /** Matching score; its meaning belongs to the matcher that made it. */
  readonly score: number;
}

/** Ground control or check point: a position with a known height. */
export interface Gcp {
  readonly id: string;
  readonly lonDeg: number;
  readonly latDeg: number;
  /** Height in metres in the vertical datum that the point set states. */
  readonly h: number;
  /** One standard deviation of `h` in metres; null when unknown. */
  readonly sigma: number | null;
}
