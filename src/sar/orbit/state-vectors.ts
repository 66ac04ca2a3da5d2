/**
 * Where a sensor was: positions (metres) and velocities (metres per second) in the body-fixed frame, at increasing times in
 * seconds since `epoch` (ISO 8601, UTC). Vectors follow one another as x, y, z.
 */
export interface StateVectors {
  readonly epoch: string;
  readonly times: Float64Array;
  readonly positions: Float64Array;
  readonly velocities: Float64Array;
}
