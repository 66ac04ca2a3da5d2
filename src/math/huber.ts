/**
 * Huber's M-estimator (Huber 1964; Huber & Ronchetti 2009): residuals beyond `c` standard deviations count as if they
 * were `c`. Everything here is in units of the standard deviation.
 */

/** Keeps 95 % of the efficiency of least squares under normal noise. */
export const HUBER_C = 1.345;

/** Weight `psi(r)/r` of iteratively reweighted least squares. */
export function huberWeight(residual: number, c = HUBER_C): number {
  const size = Math.abs(residual);
  return size <= c ? 1 : c / size;
}

/** `E[min(Z², k²)]` of a standard normal Z: what the clipped square of a residual is worth on average. */
export function clippedSquare(k: number): number {
  if (k > 30) return 1;
  const tail = 1 - normalCdf(k);
  return 1 - 2 * tail - 2 * k * normalDensity(k) + 2 * k * k * tail;
}

function normalDensity(x: number): number {
  return Math.exp(-0.5 * x * x) / Math.sqrt(2 * Math.PI);
}

/** Standard normal distribution function by Marsaglia's (2004) series; for |x| < 8 all digits. */
export function normalCdf(x: number): number {
  if (x < -8) return 0;
  if (x > 8) return 1;
  let sum = x;
  let term = x;
  for (let i = 3, last = 0; sum !== last; i += 2) {
    last = sum;
    term *= (x * x) / i;
    sum += term;
  }
  return 0.5 + sum * normalDensity(x);
}
