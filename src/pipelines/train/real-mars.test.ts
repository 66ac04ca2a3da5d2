import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { northUp } from '../../core/geo-transform.js';
import { createRng } from '../../core/rng.js';
import { parseCrs } from '../../geo/parse-crs.js';
import type { FlatValues } from '../../nn/train/initial-state.js';
import { runSettingsSchema } from '../../product/run-settings.js';
import { writeRaster } from '../../product/write-raster.node.js';
import { openData } from './open-data.node.js';
import { readConfig } from './read-config.js';
import { createSampleSource } from './simulated-mars.worker.node.js';

const folder = mkdtempSync(join(tmpdir(), 'cuesta-real-mars-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const { signal } = new AbortController();
const context = {
  ...{ signal, progress: () => {}, log: () => {}, command: 'test' },
  settings: runSettingsSchema.parse({}),
};
const SIDE = 64;
const PIXEL = 10;

async function write(name: string, at: (col: number, row: number) => number): Promise<void> {
  const samples = Float32Array.from({ length: 2 * SIDE * SIDE }, (_, i) =>
    at(i % (2 * SIDE), Math.floor(i / (2 * SIDE))),
  );
  const transform = northUp(0, 0, PIXEL, PIXEL);
  const grid = { width: 2 * SIDE, height: SIDE, transform, crs: parseCrs('IAU_2015:49910') };
  const rest = { description: 'height', unit: 'metre', config: {}, seed: 0 };
  await writeRaster({ path: join(folder, name), grid, samples, ...rest }, context);
}

const text = (real: string): string =>
  `network: {type: madnet}
data: {type: simulated-mars, scenes: 1, tiles: 8, size: 64, sun: upper-left, heights: pixels, real: ${real}}
steps: 1
batch: 2
`;

describe('real ground of Mars among simulated samples', () => {
  it('is cut into tiles with its Sun at the upper left, as many as asked for, never for validation', async () => {
    // The second tile has a hole. Its Sun in the north-east: mirrored left and right.
    await write('image.tif', (col) => 2 * (col % SIDE));
    await write('heights.tif', (col, row) => (col === 100 && row === 9 ? Number.NaN : (col % SIDE) ** 2));
    const config = readConfig(
      text('{sites: [{image: image.tif, fine: heights.tif, sunAzimuth: 45}], share: 0.5}'),
      'x.yaml',
      [],
    );
    const data = await openData(config, folder, signal);
    expect(data.note).toContain('1 of 2 real tiles');
    expect(data.facts).toMatchObject({ files: [expect.any(String), expect.any(String)] });
    const source = await createSampleSource(data.source.options);
    const isReal = ({ image }: FlatValues): boolean => image![0] === Math.fround((2 * (SIDE - 1)) / 255);
    let count = 0;
    for (let seed = 0; seed < 60; seed++) {
      const sample = (await source.read(seed % 8, createRng(seed), 0)) as FlatValues;
      if (!isReal(sample)) continue;
      count++;
      // Squares above their plane: second differences stay, (4 columns of 1 m, over 20 m) a step, mirrored or not.
      const [a, b, c] = sample.height!.slice(5, 8);
      expect(a! - 2 * b! + c!).toBeCloseTo(8 / 20, 4);
    }
    expect(count).toBeGreaterThan(18);
    expect(count).toBeLessThan(42);
    expect(isReal((await source.read(0, null, null)) as FlatValues)).toBe(false);
    await source.close?.();
  }, 60_000);

  it('has to say where its Sun stands where tiles are mirrored for it', () => {
    expect(() => readConfig(text('{sites: [{image: a.tif, fine: b.tif}]}'), 'x.yaml', [])).toThrow(
      /sunAzimuth/,
    );
  });
});
