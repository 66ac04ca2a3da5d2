import { describe, expect, test } from 'vitest';
import { plainLayer } from '../../test/support/plain-layer.js';
import { blockMax } from './block-max.js';
import { coverage } from './contributor.js';

const N = Number.NaN;
const WANTED = { sigma: false, uncertainty: false, weightOf: 1 };

function take(
  planes: readonly (readonly number[])[],
  width: number,
  size: number,
  origin = { col: 0, row: 0 },
) {
  const layers = planes.map((heights, order) =>
    plainLayer({ heights: Float32Array.from(heights), order }, width),
  );
  const height = planes[0].length / width;
  const { count } = coverage(layers, width, height);
  return blockMax({ layers, width, height, count }, size, origin, WANTED);
}

describe('blockMax', () => {
  const first = [1, 1, 9, 9, 1, 1, N, 9];
  const second = [2, 2, 5, 5, N, 2, 5, 5];

  test('takes each block from the input with the greatest sum, with its gaps', () => {
    const { heights, source, weight } = take([first, second], 4, 2);
    expect(heights).toEqual(Float32Array.of(2, 2, 9, 9, N, 2, N, 9));
    expect(source).toEqual(Uint16Array.of(2, 2, 1, 1, 0, 2, 0, 1));
    expect(weight).toEqual(Float32Array.of(1, 1, 0, 0, N, 1, N, 0));
  });

  test('counts blocks from the corner of the mosaic, not of the window', () => {
    const { source } = take([first, second], 4, 2, { col: 1, row: 0 });
    // The window begins in the middle of a block; sums are 2 and 2, 11 and 14, 18 and 10.
    expect(source).toEqual(Uint16Array.of(1, 2, 2, 1, 1, 2, 2, 1));
  });

  test('of equal sums the first input is taken, and an empty one never', () => {
    const { source } = take(
      [
        [N, N],
        [-3, -3],
        [-3, -3],
      ],
      2,
      2,
    );
    expect(source).toEqual(Uint16Array.of(2, 2));
  });
});
