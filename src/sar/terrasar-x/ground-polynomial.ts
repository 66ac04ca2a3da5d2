/** Nodes that the inverse goes through: over 100 km it is within a micrometre of the given polynomial. */
const NODES = 9;

/** Slant range by ascending powers of `groundRange - origin`, metres. */
export interface SlantPolynomial {
  readonly origin: number;
  readonly coefficients: readonly number[];
}

/**
 * The inverse of a ground range that grows with the slant range, between two slant ranges (m): a polynomial through Chebyshev nodes.
 *
 * @param groundOf ground range in metres of a slant range in metres
 */
export function invertGroundRange(
  groundOf: (slant: number) => number,
  near: number,
  far: number,
): SlantPolynomial {
  const slants = Float64Array.from({ length: NODES }, (_, i) => {
    return (near + far) / 2 - ((far - near) / 2) * Math.cos((Math.PI * (i + 0.5)) / NODES);
  });
  const grounds = slants.map(groundOf);
  const origin = (grounds[0] + grounds[NODES - 1]) / 2;
  const scale = (grounds[NODES - 1] - grounds[0]) / 2;
  const x = grounds.map((g) => (g - origin) / scale);
  const coefficients = throughPoints(x, slants);
  return { origin, coefficients: Array.from(coefficients, (c, k) => c / scale ** k) };
}

/** Powers of the polynomial through points: Newton's divided differences, multiplied out. */
function throughPoints(x: Float64Array, y: Float64Array): Float64Array {
  const differences = y.slice();
  for (let order = 1; order < x.length; order++) {
    for (let i = x.length - 1; i >= order; i--) {
      differences[i] = (differences[i] - differences[i - 1]) / (x[i] - x[i - order]);
    }
  }
  const powers = new Float64Array(x.length);
  for (let i = x.length - 1; i >= 0; i--) {
    for (let k = x.length - 1; k > 0; k--) powers[k] = powers[k - 1] - x[i] * powers[k];
    powers[0] = differences[i] - x[i] * powers[0];
  }
  return powers;
}
