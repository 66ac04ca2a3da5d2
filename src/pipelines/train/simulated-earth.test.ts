import { expect, test } from 'vitest';
import { createRng } from '../../core/rng.js';
import { createWasmCompute } from '../../kernels/backends/wasm.js';
import { readBatch } from '../../nn/train/read-batch.js';
import { simulatedEarth, simulatedEarthSchema } from './simulated-earth.js';

const config = simulatedEarthSchema.parse({
  ...{ type: 'simulated-earth', scenes: 1, tiles: 4, size: 64 },
  ...{ guidance: ['image', 'mask'], heights: { type: 'from-mean', scale: 10 } },
});

test('samples of simulated ground of Earth', async () => {
  const source = simulatedEarth(config, createWasmCompute());
  const draws = [2, 0].map((index) => ({ index, epoch: 0 }));
  const { fields } = await readBatch(source, draws, 7);
  const area = 64 * 64;
  // The same whatever was read before, and with the rest of the batch.
  const alone = await readBatch(source, [draws[1]!], 7);
  for (const [name, values] of Object.entries(alone.fields)) {
    expect(values, name).toEqual(fields[name]!.subarray(values.length));
  }
  const { dem, height, image, mask } = fields as Record<string, Float32Array>;
  // Heights from the mean of the global model, in tens of metres, which stands on what stands on the ground.
  const mean = (values: Float32Array): number => values.reduce((a, b) => a + b, 0) / values.length;
  expect(mean(dem!.subarray(0, area))).toBeCloseTo(0, 4);
  const rise = dem!.map((h, i) => h - height![i]!);
  expect(mean(rise)).toBeGreaterThan(0);
  expect(Math.sqrt(mean(rise.map((d) => d * d)))).toBeLessThan(1);
  expect(image!.every((v) => v >= 0 && v <= 1)).toBe(true);
  // One class per pixel.
  for (let i = 0; i < area; i++) {
    const classes = Array.from({ length: 15 }, (_, k) => mask![k * area + i]!).filter((v) => v !== 0);
    expect(classes).toHaveLength(1);
  }
  // Validation samples are of another scene, and are never turned.
  const [a, b] = [await source.read(1, null, null), await source.read(1, null, null)];
  expect(a).toEqual(b);
  const turned = await source.read(1, createRng(5), 0);
  expect([...turned.height!].sort()).not.toEqual([...a.height!].sort());
});
