import type { Arrays, Tolerance } from '../core/kernel.js';

/**
 * The first place where `actual` differs from `expected` by more than the tolerance, as a sentence, or null. `exact`
 * means the same number, with -0 apart from +0. A tolerance applies to finite numbers only; NaN and infinities have
 * to be in the same places.
 */
export function firstDifference(expected: Arrays, actual: Arrays, tolerance: Tolerance): string | null {
  for (const [name, e] of Object.entries(expected)) {
    const a = actual[name];
    if (a === undefined || a.constructor !== e.constructor || a.length !== e.length) {
      return `${name} has another type or length`;
    }
    for (let i = 0; i < e.length; i++) {
      if (!isClose(e[i], a[i], tolerance)) return `${name}[${i}] is ${a[i]} instead of ${e[i]}`;
    }
  }
  return null;
}

function isClose(expected: number, actual: number, tolerance: Tolerance): boolean {
  if (tolerance === 'exact' || !Number.isFinite(expected)) return Object.is(expected, actual);
  return Math.abs(actual - expected) <= tolerance.abs + tolerance.rel * Math.abs(expected);
}
