import type { Search, SemiGlobalParams } from './reference.js';

/** What the ranges of all pixels have in common. */
interface Ranges {
  readonly most: number;
  readonly least: number;
  readonly greatest: number;
  /** At least the disparities of all pixels, each pixel's rounded up to a multiple of 8. */
  readonly lanes: number;
}

export function measure({ low, count }: Search, { width, height }: SemiGlobalParams): Ranges {
  let [most, least, greatest, lanes] = [1, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0];
  for (let i = 0; i < count.length; i++) {
    const n = count[i];
    if (n === 0) continue;
    const d = low[i];
    if (n > most) most = n;
    if (d < least) least = d;
    if (d + n > greatest) greatest = d + n;
    lanes += (n + 7) & ~7;
  }
  lanes *= count.length === 1 ? width * height : 4;
  return lanes === 0
    ? { most, least: 0, greatest: 0, lanes }
    : { most, least, greatest: greatest - 1, lanes };
}
