export type AccumulateInputs = {
  /** `count` planes of `length` samples one after the other, NaN where missing. */
  readonly values: Float32Array;
  /** The same shape; a contributor counts where its weight is above 0 and its value is not missing. */
  readonly weights: Float32Array;
};

/** Each of `length` samples, or of none when it is not wanted. */
export type AccumulateOutputs = {
  /** `sum(w v) / sum(w)`, NaN without contributors. */
  readonly mean: Float32Array;
  /** `sum(w)`, 0 without contributors. */
  readonly weight: Float32Array;
  /** `sqrt(sum(w (v - mean)^2) / sum(w))` with the mean in float64; NaN without contributors. */
  readonly sigma: Float32Array;
  /** Number of contributors. */
  readonly count: Uint32Array;
  /** Index of the contributor with the greatest weight, the first of equal ones; -1 without contributors. */
  readonly dominant: Int32Array;
};

export interface AccumulateParams {
  /** Contributors, at least 1. */
  readonly count: number;
  /** Samples per contributor. */
  readonly length: number;
  /** The outputs to compute. */
  readonly wanted: readonly (keyof AccumulateOutputs)[];
}

/** One pixel at a time, its contributors in the order given. */
export function reference(
  { values, weights }: AccumulateInputs,
  outputs: AccumulateOutputs,
  { count, length }: AccumulateParams,
): void {
  for (let pixel = 0; pixel < length; pixel++) {
    let total = 0;
    let weighted = 0;
    let contributors = 0;
    let dominant = -1;
    let greatest = 0;
    for (let k = 0; k < count; k++) {
      const v = values[k * length + pixel];
      const w = weights[k * length + pixel];
      if (Number.isNaN(v) || !(w > 0)) continue;
      total += w;
      weighted += w * v;
      contributors += 1;
      if (w > greatest) {
        greatest = w;
        dominant = k;
      }
    }
    const mean = weighted / total;
    let squares = 0;
    if (outputs.sigma.length > 0) {
      for (let k = 0; k < count; k++) {
        const v = values[k * length + pixel];
        const w = weights[k * length + pixel];
        if (!Number.isNaN(v) && w > 0) squares += w * ((v - mean) * (v - mean));
      }
    }
    if (outputs.mean.length > 0) outputs.mean[pixel] = mean;
    if (outputs.weight.length > 0) outputs.weight[pixel] = total;
    if (outputs.sigma.length > 0) outputs.sigma[pixel] = Math.sqrt(squares / total);
    if (outputs.count.length > 0) outputs.count[pixel] = contributors;
    if (outputs.dominant.length > 0) outputs.dominant[pixel] = dominant;
  }
}
