import { expect, test } from 'vitest';
import { learningRate } from './schedule.js';

test('a constant rate', () => {
  expect([0, 5, 1e6].map((step) => learningRate({ rate: 0.1 }, step))).toEqual([0.1, 0.1, 0.1]);
});

test('the warm-up reaches the rate with its last step', () => {
  const schedule = { rate: 1, warmup: 4 };
  expect([0, 1, 2, 3, 4].map((step) => learningRate(schedule, step))).toEqual([0.25, 0.5, 0.75, 1, 1]);
});

test('the warm-up may rise in steps', () => {
  const schedule = { rate: 1, warmup: 5, rise: { every: 2, factor: 10 } };
  const rates = [0, 1, 2, 3, 4, 5].map((step) => learningRate(schedule, step));
  expect(rates).toEqual([1e-3, 1e-2, 1e-2, 1e-1, 1e-1, 1]);
});

test('steps count from the end of the warm-up', () => {
  const schedule = { rate: 1, warmup: 2, decay: { type: 'step', every: 3, factor: 0.5 } } as const;
  expect([2, 4, 5, 7, 8].map((step) => learningRate(schedule, step))).toEqual([1, 1, 0.5, 0.5, 0.25]);
});

test('a cosine falls from the rate to the final one and stays there', () => {
  const schedule = { rate: 1, decay: { type: 'cosine', steps: 100, final: 0.1 } } as const;
  expect(learningRate(schedule, 0)).toBe(1);
  // torch.optim.lr_scheduler.CosineAnnealingLR(T_max=100, eta_min=0.1) gives the same: closed form of its documentation.
  expect(learningRate(schedule, 25)).toBeCloseTo(0.1 + 0.45 * (1 + Math.SQRT1_2), 14);
  expect(learningRate(schedule, 50)).toBeCloseTo(0.55, 14);
  expect(learningRate(schedule, 100)).toBeCloseTo(0.1, 14);
  expect(learningRate(schedule, 1000)).toBeCloseTo(0.1, 14);
});
