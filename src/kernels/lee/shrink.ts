/**
 * Lee's estimate of the power behind multiplicative speckle, from the mean and variance of its surroundings: the mean where these vary
 * as speckle alone does, the sample itself where they vary much more.
 *
 * Source: Lee (1980), IEEE TPAMI 2(2), doi:10.1109/TPAMI.1980.4766994; with unit-mean speckle of variance 1/looks, as in
 * Lopes, Touzi, Nezry (1990), IEEE TGRS 28(6), doi:10.1109/36.62623.
 */
export function shrink(value: number, mean: number, variance: number, looks: number): number {
  const signal = (variance - (mean * mean) / looks) / (1 + 1 / looks);
  return signal > 0 ? mean + (signal / variance) * (value - mean) : mean;
}
