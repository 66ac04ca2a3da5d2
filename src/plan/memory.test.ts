import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatMemory, parseMemory } from './memory.js';

test.each([
  ['4GiB', 4 * 2 ** 30],
  ['600MiB', 600 * 2 ** 20],
  ['2G', 2 * 2 ** 30],
  ['2g', 2 * 2 ** 30],
  [' 1.5 gib ', 1.5 * 2 ** 30],
  ['500MB', 5e8],
  ['64k', 65_536],
  ['1TiB', 2 ** 40],
  [123_456, 123_456],
])('%s is %d bytes', (text, bytes) => {
  expect(parseMemory(text)).toBe(bytes);
});

test.each([
  '',
  '4',
  '4000000000',
  'GiB',
  '-1GiB',
  '4 GiB 2',
  '4PiB',
  '1e3MiB',
  '0MiB',
  'NaN',
  0,
  -5,
  Number.NaN,
])('%s is refused with an example', (text) => {
  expect(() => parseMemory(text)).toThrow(
    expect.objectContaining({ code: 'config', hint: expect.stringContaining('--memory 4GiB') as string }),
  );
});

test('a printed size can be typed back and is never less', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 2 ** 45 }), (bytes) => {
      const back = parseMemory(formatMemory(bytes));
      expect(back).toBeGreaterThanOrEqual(bytes);
      expect(back - bytes).toBeLessThanOrEqual(Math.max(2 ** 20, bytes / 20));
    }),
  );
  expect(formatMemory(600 * 2 ** 20)).toBe('600 MiB');
  expect(formatMemory(64 * 2 ** 30)).toBe('64.0 GiB');
});
