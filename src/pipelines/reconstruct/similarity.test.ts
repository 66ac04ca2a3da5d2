import { expect, it } from 'vitest';
import { createRng } from '../../core/rng.js';
import { fitSimilarity } from './similarity.js';

it('finds shift, turn and scale from a narrow strip', () => {
  const rng = createRng(4);
  const [a, b, c, f] = [1.002, 0.004, 3.5, -2.25];
  const ties = Array.from({ length: 200 }, () => {
    const [col, row] = [135 * rng.next(), 4000 * rng.next()];
    return { col, row, toCol: a * col - b * row + c, toRow: b * col + a * row + f };
  });
  const exact = fitSimilarity(ties);
  for (const [i, value] of [a, -b, c, b, a, f].entries()) expect(exact.affine[i]).toBeCloseTo(value, 8);
  expect(exact.rmse).toBeLessThan(1e-9);
  const noisy = ties.map((tie) => ({
    ...tie,
    toCol: tie.toCol + 0.3 * rng.normal(),
    toRow: tie.toRow + 0.3 * rng.normal(),
  }));
  const fit = fitSimilarity(noisy);
  expect(fit.rmse).toBeGreaterThan(0.25);
  expect(fit.rmse).toBeLessThan(0.35);
  // 5000 pixels beside the strip it is still good to a pixel.
  const far = fit.affine[3] * 5000 + fit.affine[4] * 2000 + fit.affine[5];
  expect(Math.abs(far - (b * 5000 + a * 2000 + f))).toBeLessThan(1);
});
