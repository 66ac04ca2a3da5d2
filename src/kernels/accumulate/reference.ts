import type { AccumulateInputs, AccumulateOutputs, AccumulateParams } from './index.js';

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
      const v = values[k * length + pixel]!;
      const w = weights[k * length + pixel]!;
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
        const v = values[k * length + pixel]!;
        const w = weights[k * length + pixel]!;
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
