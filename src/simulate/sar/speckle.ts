import type { Rng } from '../../core/rng.js';

/**
 * Fully developed speckle of an image of `looks` looks (1 or more, not necessarily whole): gamma distributed, mean 1, variance 1 / looks.
 *
 * Sources: Goodman (1976), JOSA 66(11), doi:10.1364/JOSA.66.001145 (the distribution); Marsaglia, Tsang (2000), ACM TOMS 26(3),
 * doi:10.1145/358407.358414 (drawing from it).
 */
export function speckle(rng: Rng, looks: number): number {
  const d = looks - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const x = rng.normal();
    const v = (1 + c * x) ** 3;
    if (v > 0 && Math.log(1 - rng.next()) < 0.5 * x * x + d * (1 - v + Math.log(v))) return (d * v) / looks;
  }
}
