import { describe, expect, it } from 'vitest';
import { createRng } from '../../core/rng.js';
import { createWasmCompute } from '../../kernels/backends/wasm.js';
import { type ChenTile, TILE_WIDTH } from '../../networks/chen2022/samples/tile.js';
import { createTileSource } from '../../networks/chen2022/samples/tile-source.js';
import { readBatch } from '../../nn/train/read-batch.js';
import { sceneSeed } from './kept-scenes.js';
import { simulatedMoon, simulatedMoonSchema } from './simulated-moon.js';

const config = simulatedMoonSchema.parse({ type: 'simulated-moon', scenes: 2, tiles: 3 });

describe('simulated lunar samples', () => {
  it('share no scene between training and validation, or between epochs', () => {
    const seeds = (epoch: number | null, seed: number): number[] =>
      Array.from({ length: 50 }, (_, slot) => sceneSeed({ ...config, seed, scenes: 50 }, slot, epoch));
    const training = [0, 1, 2, 3].flatMap((epoch) => [1, 2, 3].flatMap((seed) => seeds(epoch, seed)));
    expect(new Set(training).size).toBe(training.length);
    expect(training.every((seed) => seed % 2 === 0)).toBe(true);
    expect(seeds(null, 1).every((seed) => Math.abs(seed % 2) === 1)).toBe(true);
  });

  it('are the same in any order of reading, and pass the checks of a batch', async () => {
    const open = () => createTileSource(simulatedMoon(config, createWasmCompute()), config);
    const source = open();
    const draws = [4, 0, 5].map((index) => ({ index, epoch: 0 }));
    const batch = await readBatch(source, draws, 7);
    const alone = await readBatch(open(), [draws[2]], 7);
    expect(alone.fields.height).toEqual(batch.fields.height!.subarray(2 * 256 * 320));
    expect(alone.fields.image).toEqual(batch.fields.image!.subarray(2 * 256 * 320));
  });

  it('are mirrored so that the light comes from the upper left', async () => {
    const lit = simulatedMoon({ ...config, sun: 'upper-left', noise: 0 }, createWasmCompute());
    const any = simulatedMoon({ ...config, noise: 0 }, createWasmCompute());
    // Brightness against the slope towards the upper left: positive where that is where the Sun stands.
    const agreement = ({ image, truth }: ChenTile): number => {
      let sum = 0;
      const mean = image.reduce((a, b) => a + b, 0) / image.length;
      for (let i = TILE_WIDTH + 1; i < image.length; i++)
        if (i % TILE_WIDTH > 0) sum += (image[i]! - mean) * (truth[i]! - truth[i - TILE_WIDTH - 1]!);
      return sum;
    };
    let mirrored = 0;
    for (let index = 0; index < 6; index++) {
      const [turned, plain] = [
        await lit.read(index, createRng(index), 0),
        await any.read(index, createRng(index), 0),
      ];
      expect(agreement(turned)).toBeGreaterThan(0);
      if (turned.image[0] !== plain.image[0]) mirrored++;
      expect([...turned.truth].sort()[0]).toBe([...plain.truth].sort()[0]);
    }
    expect(mirrored).toBeGreaterThan(0);
  });

  it('have a target that follows the coarse model closely, and exactly the noise asked for', async () => {
    const clean = simulatedMoon({ ...config, noise: 0 }, createWasmCompute());
    const noisy = simulatedMoon({ ...config, noise: 5 }, createWasmCompute());
    const rms = async (reader: typeof clean): Promise<number> => {
      const { coarse, truth } = await reader.read(1, createRng(3), 0);
      return Math.sqrt(truth.reduce((s, h, i) => s + (h - coarse[i]) ** 2, 0) / truth.length);
    };
    const [quiet, loud] = [await rms(clean), await rms(noisy)];
    expect(quiet).toBeLessThan(4);
    expect(loud).toBeGreaterThan(Math.hypot(quiet, 2.5));
  });
});
