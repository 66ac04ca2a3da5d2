import { describe, expect, it } from 'vitest';
import { secondsBetween, wholeSecond } from './time.js';

describe('times of products', () => {
  it('keep their digits', () => {
    expect(secondsBetween('2022-01-04T17:05:58Z', '2022-01-04T17:05:58.268589', 'a')).toBe(0.268589);
    expect(secondsBetween('2022-01-04T17:05:58.9Z', '2022-01-04T17:06:00.000000001', 'a')).toBeCloseTo(
      1.100000001,
      12,
    );
    expect(secondsBetween('2023-12-31T23:59:59Z', '2024-01-01T00:00:01Z', 'a')).toBe(2);
    expect(secondsBetween('2024-03-01T00:00:00Z', '2024-02-29T00:00:00Z', 'a')).toBe(-86400);
  });

  it('have a round epoch', () => {
    expect(wholeSecond('2022-01-04T17:04:56.781409', 'a')).toBe('2022-01-04T17:04:56Z');
  });

  it.each(['', '2022-01-04', '2022-01-04T17:05:58+01:00', '2022-13-04T17:05:58', 'noon'])(
    'refuse "%s"',
    (text) => {
      expect(() => secondsBetween('2022-01-04T17:05:58Z', text, 'a.xml')).toThrow(
        expect.objectContaining({ code: 'format', subject: 'a.xml' }),
      );
    },
  );
});
