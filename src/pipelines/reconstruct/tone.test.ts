import { expect, it } from 'vitest';
import { createRng } from '../../core/rng.js';
import { matchTone } from './tone.js';

const rng = createRng(3);
const left = Float32Array.from(
  { length: 20_000 },
  (_, i) => 700 + 90 * Math.sin(i / 31) + 25 * Math.cos(i / 7),
);

it('finds gain and offset through noise, changes and missing samples', () => {
  const [gain, offset] = [0.85, 40];
  const right = left.map((g) => (g + 8 * rng.normal() - offset) / gain);
  const noisy = left.map((g) => g + 8 * rng.normal());
  for (let i = 0; i < 1500; i++) right[Math.floor(20_000 * rng.next())] = 5;
  right.fill(Number.NaN, 0, 4000);
  const match = matchTone(noisy, right)!;
  expect(match.gain).toBeCloseTo(gain, 2);
  expect(match.gain * 800 + match.offset).toBeCloseTo(gain * 800 + offset, 0);
  expect(Math.abs(match.stepBefore)).toBeGreaterThan(50);
  expect(Math.abs(match.stepAfter)).toBeLessThan(1);
});

it('says nothing about too few samples, or without contrast', () => {
  expect(matchTone(left.slice(0, 400), left.slice(0, 400))).toBeNull();
  expect(
    matchTone(
      left,
      left.map(() => 3),
    ),
  ).toBeNull();
});
