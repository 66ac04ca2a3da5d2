import { describe, expect, test } from 'vitest';
import { createProgressPrinter, formatDuration } from './progress-printer.js';

/** A printer on a fake clock, with what it has written. */
function printer(isTTY: boolean) {
  let now = 0;
  let text = '';
  const out = { isTTY, write: (part: string) => (text += part) };
  const { progress, clear } = createProgressPrinter(out, () => now);
  return {
    clear,
    at(ms: number, done: number, stage = 'tiles', reused = 0) {
      now = ms;
      progress({ stage, done, total: 100, reused });
    },
    text: () => text,
  };
}

describe('in a batch log', () => {
  test('a line per 10 %, at most one per second, and the end', () => {
    const p = printer(false);
    for (let done = 1; done <= 100; done++) p.at(done * 150, done);
    const lines = p.text().trimEnd().split('\n');
    expect(lines[0]).toMatch(/^tiles 10 %, 1[2-4] s left$/);
    expect(lines.at(-1)).toBe('tiles 100 %');
    expect(lines).toHaveLength(10);
  });

  test('one line for a stage that is over at once', () => {
    const p = printer(false);
    for (let done = 25; done <= 100; done += 25) p.at(done, done, 'headers');
    expect(p.text()).toBe('headers 100 %\n');
  });

  test('what an earlier run did does not count for the time left', () => {
    const p = printer(false);
    p.at(0, 50, 'tiles', 50);
    p.at(10_000, 60, 'tiles', 50);
    expect(p.text()).toBe('tiles 60 %, 40 s left\n');
  });
});

test('on a terminal one line is redrawn, and closed at the end', () => {
  const p = printer(true);
  p.at(200, 50);
  p.at(210, 51);
  expect(p.text()).toContain(`tiles [${'#'.repeat(14)}${'.'.repeat(14)}] 50 %`);
  expect(p.text()).not.toContain('\n');
  expect(p.text().split('tiles')).toHaveLength(2);
  p.at(400, 100);
  expect(p.text().endsWith('100 %\n')).toBe(true);
});

test('durations', () => {
  expect([850, 12_000, 200_000, 7_500_000].map(formatDuration)).toEqual([
    '850 ms',
    '12 s',
    '3 min 20 s',
    '2 h 5 min',
  ]);
});
