import { expect, test } from 'vitest';
import { available, python, run } from '../../../test/support/requirements.js';
import { createRng } from '../../core/rng.js';
import { decodeFloat16, encodeFloat16 } from './float16.js';

const ALL_HALVES = Uint16Array.from({ length: 65536 }, (_, i) => i);
const isNan = (half: number): boolean => (half & 0x7fff) > 0x7c00;

test('every half is read exactly and written back', () => {
  const values = decodeFloat16(ALL_HALVES);
  const again = encodeFloat16(values);
  for (const half of ALL_HALVES) {
    if (isNan(half)) expect(Number.isNaN(values[half])).toBe(true);
    else if (again[half] !== half) expect(again[half]).toBe(half);
  }
});

test('values by the standard', () => {
  const decoded = decodeFloat16(
    Uint16Array.of(0x3c00, 0xc000, 0x7bff, 0x0400, 0x03ff, 0x0001, 0x7c00, 0x8000),
  );
  expect([...decoded]).toEqual([
    1,
    -2,
    65504,
    2 ** -14,
    1023 * 2 ** -24,
    2 ** -24,
    Number.POSITIVE_INFINITY,
    -0,
  ]);
});

test('rounds to the nearest, ties to even', () => {
  const ulp = 2 ** -10;
  const values = [1 + ulp / 2, 1 + (3 * ulp) / 2, 1 + 0.501 * ulp, 65519, 65520, 2 ** -25, 2 ** -25 * 1.001];
  const rounded = decodeFloat16(encodeFloat16(Float32Array.from(values)));
  expect([...rounded]).toEqual([1, 1 + 2 * ulp, 1 + ulp, 65504, Number.POSITIVE_INFINITY, 0, 2 ** -24]);
  const below = 1 - 2 ** -13;
  expect([...decodeFloat16(encodeFloat16(Float32Array.of(below)))]).toEqual([1]);
});

test.skipIf(!available('onnx'))('agrees with NumPy on random bits, subnormals and ties', () => {
  const rng = createRng(16);
  const bits = Uint32Array.from({ length: 4000 }, (_, i) => {
    const random = Math.floor(rng.next() * 2 ** 32);
    // Half of them in the range of half precision, a quarter with a fraction that is a tie or next to one.
    if (i % 2 === 0) return random;
    const exponent = 100 + rng.int(45);
    const fraction = i % 4 === 1 ? random & 0x7fffff : (random & 0x7fffff & ~0x1fff) | (0xfff + rng.int(3));
    return ((random & 0x80000000) | (exponent << 23) | fraction) >>> 0;
  });
  const script =
    'import sys, json, warnings, numpy as np\nwarnings.simplefilter("ignore")\n' +
    'x = np.array(json.load(sys.stdin), np.uint32).view(np.float32)\n' +
    'print(json.dumps(x.astype(np.float16).view(np.uint16).tolist()))';
  const expected = JSON.parse(run(python, ['-c', script], JSON.stringify([...bits]))) as number[];
  const halves = encodeFloat16(new Float32Array(bits.buffer));
  const differing = expected.filter((half, i) => half !== halves[i] && !(isNan(half) && isNan(halves[i]!)));
  expect(differing).toEqual([]);
});
