import { expect, test } from 'vitest';
import { createReferenceCompute } from '../../kernels/backends/reference.js';
import { drawEarthScene, makeEarthScene } from './earth-scene.js';
import { onTargetGrid } from './target-grid.js';

test('layers on the coarser grid are means of their pixels, and the global model lies where it was', async () => {
  const drawn = drawEarthScene(3, { width: 400, height: 360 });
  const options = { ...drawn, dem: { ...drawn.dem, penetration: 1, noise: 0, drift: 0, smoothing: 0 } };
  const scene = makeEarthScene({ ...options, parcels: { ...options.parcels, urban: 0 } });
  const layers = await onTargetGrid(scene, 4, createReferenceCompute());
  const { width, height, pixel, truth, dem } = layers;
  expect([width, height, pixel]).toEqual([100 - 16, 90 - 16, 8]);
  let sum = 0;
  for (let y = 0; y < 4; y++) {
    for (let x = 0; x < 4; x++) sum += scene.field.ground[(4 * (10 + 8) + y) * 400 + 4 * (20 + 8) + x]!;
  }
  expect(truth[10 * width + 20]).toBeCloseTo(sum / 16, 3);
  // The same ground in both: a shift of half a pixel would be seen as a slope-dependent difference.
  const bias = (dx: number, dy: number): number => {
    let [squares, count] = [0, 0];
    for (let r = 1; r < height - 1; r++) {
      for (let c = 1; c < width - 1; c++) {
        squares += (dem[(r + dy) * width + c + dx]! - truth[r * width + c]!) ** 2;
        count++;
      }
    }
    return Math.sqrt(squares / count);
  };
  for (const [dx, dy] of [
    [1, 0],
    [-1, 0],
    [0, 1],
    [0, -1],
  ] as const) {
    expect(bias(dx, dy)).toBeGreaterThan(bias(0, 0));
  }
});
