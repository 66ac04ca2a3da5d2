import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createProgressTracker } from './progress.js';

test('a steady job ends when predicted', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 2, max: 500 }),
      fc.double({ min: 1, max: 1e5, noNaN: true }),
      (total, ms) => {
        const tracker = createProgressTracker(total, 1000);
        for (let done = 1; done <= total; done++) {
          const { etaSeconds, fraction } = tracker.update({ done, reused: 0 }, 1000 + done * ms);
          expect(etaSeconds).toBeCloseTo(((total - done) * ms) / 1000, 5);
          expect(fraction).toBe(done / total);
        }
      },
    ),
  );
});

test('reused tasks do not make the rest look fast', () => {
  const tracker = createProgressTracker(100, 0);
  for (let done = 1; done <= 50; done++) {
    expect(tracker.update({ done, reused: done }, done).etaSeconds).toBeNull();
  }
  tracker.update({ done: 51, reused: 50 }, 1050);
  const { ratePerSecond, etaSeconds } = tracker.update({ done: 52, reused: 50 }, 2050);
  expect(ratePerSecond).toBeCloseTo(1, 10);
  expect(etaSeconds).toBeCloseTo(48, 10);
});

test('the rate follows a job that becomes slower, and a stall makes the time to go grow', () => {
  const tracker = createProgressTracker(2000, 0);
  for (let done = 1; done <= 1000; done++) tracker.update({ done, reused: 0 }, done * 10);
  for (let done = 1001; done <= 1100; done++) {
    tracker.update({ done, reused: 0 }, 10_000 + (done - 1000) * 1000);
  }
  const now = 110_000;
  expect(tracker.report(now).etaSeconds).toBeCloseTo(900, 5);
  expect(tracker.report(now + 60_000).etaSeconds!).toBeGreaterThan(2000);
});

test('nothing is promised before the first task, and nothing is left after the last', () => {
  expect(createProgressTracker(3, 0).report(5000)).toMatchObject({ ratePerSecond: null, etaSeconds: null });
  expect(createProgressTracker(0, 0).report(1)).toMatchObject({ fraction: 1, etaSeconds: 0 });
  expect(createProgressTracker(1, 0).update({ done: 1, reused: 1 }, 1)).toMatchObject({ etaSeconds: 0 });
});
