import { describe, expect, it } from 'vitest';
import { createRng } from './rng.js';

describe('createRng', () => {
  it('repeats itself for a seed, and differs between seeds and forks', () => {
    const draw = (rng: ReturnType<typeof createRng>) => Array.from({ length: 8 }, () => rng.next());
    expect(draw(createRng(7))).toEqual(draw(createRng(7)));
    expect(draw(createRng(7))).not.toEqual(draw(createRng(8)));
    const parent = createRng(7);
    parent.next();
    expect(draw(parent.fork(1))).toEqual(draw(createRng(7).fork(1)));
    expect(draw(createRng(7).fork(1))).not.toEqual(draw(createRng(7).fork(2)));
  });

  it('is uniform by a chi-square test over 64 cells', () => {
    const rng = createRng(1);
    const cells = new Float64Array(64);
    const n = 64_000;
    for (let i = 0; i < n; i++) cells[rng.int(64)]++;
    const chiSquare = cells.reduce((sum, k) => sum + (k - n / 64) ** 2 / (n / 64), 0);
    // 63 degrees of freedom: 99.99 % of uniform samples lie below 113, 0.01 % below 29.
    expect(chiSquare).toBeGreaterThan(29);
    expect(chiSquare).toBeLessThan(113);
  });

  it('has normal deviates with the moments of the standard normal', () => {
    const rng = createRng(2);
    const n = 100_000;
    let [sum, squares, fourth] = [0, 0, 0];
    for (let i = 0; i < n; i++) {
      const x = rng.normal();
      sum += x;
      squares += x * x;
      fourth += x ** 4;
    }
    expect(Math.abs(sum / n)).toBeLessThan(4 / Math.sqrt(n));
    expect(Math.abs(squares / n - 1)).toBeLessThan(4 * Math.sqrt(2 / n));
    expect(Math.abs(fourth / n - 3)).toBeLessThan(4 * Math.sqrt(96 / n));
  });
});
