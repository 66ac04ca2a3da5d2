import { backSubstitute, type LdlFactor, solveLdl } from './ldl.js';

/**
 * Basis of the null space of a factored normal matrix: for the k-th pivot without information, the solution of
 * `Lᵀ z = e_k` satisfies `N z = 0`. One vector per deficient parameter, which has the value 1 in it.
 */
export function nullSpace(factor: LdlFactor): Float64Array[] {
  return factor.deficient.map((parameter) => {
    const y = new Float64Array(factor.size);
    y[factor.position[parameter]] = 1;
    return backSubstitute(factor, y);
  });
}

/** Projection `S = I - Z ZᵀG` off a null space with basis Z: inner constraints, the datum of a free network. */
export interface InnerConstraints {
  /** Z, with `ZᵀGZ = I`. */
  readonly basis: readonly Float64Array[];
  /** `G Z`. */
  readonly dual: readonly Float64Array[];
}

/**
 * Gram-Schmidt in the metric G, twice, since null vectors of long blocks are nearly parallel.
 *
 * @param vectors linearly independent
 * @param metric `z` to `G z`, where `xᵀGx` is what the solution shall have least of; the plain square when absent
 */
export function innerConstraints(
  vectors: readonly Float64Array[],
  metric: (z: Float64Array) => Float64Array = (z) => z,
): InnerConstraints {
  const basis: Float64Array[] = [];
  const dual: Float64Array[] = [];
  for (const vector of vectors) {
    const z = vector.slice();
    for (let pass = 0; pass < 2; pass++) {
      for (const [k, q] of basis.entries()) {
        const amount = dot(dual[k], z);
        for (let i = 0; i < z.length; i++) z[i] -= amount * q[i];
      }
    }
    const norm = Math.sqrt(dot(z, metric(z)));
    const unit = z.map((value) => value / norm);
    basis.push(unit);
    dual.push(metric(unit));
  }
  return { basis, dual };
}

/** The solution of least norm among all that differ from `x` by a null vector; Moore-Penrose when the norm is the plain one. */
export function minimumNorm({ basis, dual }: InnerConstraints, x: Float64Array): Float64Array {
  const result = x.slice();
  dual.forEach((d, k) => {
    const amount = dot(d, x);
    for (let i = 0; i < x.length; i++) result[i] -= amount * basis[k][i];
  });
  return result;
}

/**
 * Covariance block `S Q Sᵀ` of a solution after {@link minimumNorm}, from the block of the solution before (row-major):
 * `Q - T Zᵀ - Z Tᵀ + Z (DᵀT) Zᵀ` with the dual basis D and `T = Q D`.
 *
 * @param carried T, from {@link carryThrough}
 * @param parameters of the block
 */
export function constrainCovariance(
  { basis, dual }: InnerConstraints,
  carried: readonly Float64Array[],
  parameters: readonly number[],
  block: Float64Array,
): Float64Array {
  const n = parameters.length;
  const inner = dual.map((d) => carried.map((t) => dot(d, t)));
  return block.map((value, at) => {
    const i = parameters[Math.floor(at / n)];
    const j = parameters[at % n];
    let sum = value;
    for (let k = 0; k < basis.length; k++) {
      sum -= carried[k][i] * basis[k][j] + basis[k][i] * carried[k][j];
      for (let l = 0; l < basis.length; l++) sum += basis[k][i] * inner[k][l] * basis[l][j];
    }
    return sum;
  });
}

/** `T = Q D` of {@link constrainCovariance}. */
export function carryThrough(factor: LdlFactor, { dual }: InnerConstraints): Float64Array[] {
  return dual.map((d) => solveLdl(factor, d));
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}
