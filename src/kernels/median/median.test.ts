import { expect, it } from 'vitest';
import { createReferenceCompute } from '../backends/reference.js';
import { createWasmCompute } from '../backends/wasm.js';
import { median } from './index.js';

const { NaN: none } = Number;

it.each([createReferenceCompute(), createWasmCompute()])(
  'takes the middle of the neighbours that have a value',
  async (compute) => {
    const of = async (plane: Float32Array, width: number) =>
      (await compute.run(median, { plane }, { width, height: plane.length / width })).median;
    const plane = Float32Array.of(1, 2, 3, 4, 50, 6, none, 8, 9);
    expect([...(await of(plane, 3))]).toEqual([2, 3, 3, 4, 4, 6, none, 8, 8]);
    const random = Float32Array.from({ length: 600 }, (_, i) => Math.floor(Math.abs(Math.sin(i * i)) * 12));
    const wide = await of(random, 200);
    for (let x = 1; x < 199; x++) {
      const nine = [x - 1, x, x + 1].flatMap((k) => [random[k], random[200 + k], random[400 + k]]);
      expect(wide[200 + x]).toBe(nine.sort((a, b) => a - b)[4]);
    }
    await compute.close();
  },
);
