/** Shapes of a structure of a variogram. */
export type Shape = 'spherical' | 'exponential' | 'gaussian';

/** A part of the variance that is correlated up to a distance. */
export interface Structure {
  readonly shape: Shape;
  /** Distance beyond which samples are uncorrelated; of the exponential and the Gaussian shape, where 95 % of the sill is reached. */
  readonly range: number;
  /** Its share of the variance. */
  readonly sill: number;
}

/** Sum of structures and of a part that is uncorrelated from one sample to the next. */
export interface VariogramModel {
  readonly nugget: number;
  /** By range, shortest first. */
  readonly structures: readonly Structure[];
}

/** Share of its sill that a structure reaches at a distance: 0 at 0, 1 far away. */
export function shapeAt(shape: Shape, range: number, lag: number): number {
  const h = lag / range;
  if (shape === 'exponential') return 1 - Math.exp(-3 * h);
  if (shape === 'gaussian') return 1 - Math.exp(-3 * h * h);
  return h >= 1 ? 1 : 1.5 * h - 0.5 * h ** 3;
}

/** Semivariance at a distance greater than 0. */
export function semivariance({ nugget, structures }: VariogramModel, lag: number): number {
  return structures.reduce((sum, { shape, range, sill }) => sum + sill * shapeAt(shape, range, lag), nugget);
}

/** Variance of a sample. */
export function totalSill({ nugget, structures }: VariogramModel): number {
  return structures.reduce((sum, { sill }) => sum + sill, nugget);
}

/** Covariance of two samples at a distance greater than 0. */
export function covariance(model: VariogramModel, lag: number): number {
  return totalSill(model) - semivariance(model, lag);
}
