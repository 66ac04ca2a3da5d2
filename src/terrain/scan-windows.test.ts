import { expect, it } from 'vitest';
import { scanWindows } from './scan-windows.js';

it.each([
  [10_000, 7000, 512, 512],
  [10_000, 7000, 10_000, 1],
  [3, 5, 16, 16],
  [100_000, 300, 100_000, 300],
])('windows cover %d x %d pixels in blocks of %d x %d once', (width, height, blockWidth, blockHeight) => {
  let covered = 0;
  for (const window of scanWindows({ width, height, blockWidth, blockHeight })) {
    expect((window.col % blockWidth) + (window.row % blockHeight)).toBe(0);
    expect(window.col + window.width).toBeLessThanOrEqual(width);
    expect(window.row + window.height).toBeLessThanOrEqual(height);
    expect(window.width * window.height).toBeLessThanOrEqual(Math.max(2 ** 22, blockWidth * blockHeight));
    covered += window.width * window.height;
  }
  expect(covered).toBe(width * height);
});
