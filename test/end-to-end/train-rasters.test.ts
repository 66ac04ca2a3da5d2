import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readCheckpoint } from '../../src/nn/train/checkpoint.node.js';
import { cuesta, HOOK_TIMEOUT, succeed, succeedJson, temporaryFolder } from './support/cuesta.js';
import { hills, writeDem } from './support/dem-file.js';

const folder = temporaryFolder();
const path = (...names: string[]) => join(folder, ...names);

const CONFIG = `
network: {type: chen2022, size: {stem: 4, planes: [4, 4, 4, 4], expansion: 1, blocks: [1, 1, 1, 1], coarse: [4, 4, 4, 4, 4], bridge: 4, decoder: [4, 4, 4, 4], last: 4}}
data:
  type: rasters
  tile: [64, 64]
  area: 1
  sites: [{image: data/image.tif, fine: data/fine.tif, coarse: {average: 8}}]
loss: {chen2022: {}}
batch: 2
steps: 8
validation: {share: 0.2, every: 4, metrics: [chen2022]}
device: cpu
threads: 1
`;

interface Measured {
  readonly iteration: number;
  readonly samples: number;
  readonly metrics: Readonly<Record<string, number>>;
}

test(
  'real rasters train a network, and its weights start another training',
  async () => {
    const size = { cols: 256, rows: 256, x: 0, y: 0, pixel: 2 };
    mkdirSync(path('data'));
    writeDem(path('data', 'fine.tif'), {
      ...size,
      surface: (x, y) => hills(x, y) + 3 * Math.sin(x / 9) * Math.cos(y / 7),
    });
    writeDem(path('data', 'image.tif'), {
      ...size,
      surface: (x, y) => 100 + 50 * Math.sin(x / 9) * Math.cos(y / 7),
    });
    writeFileSync(path('rasters.yaml'), CONFIG);
    await succeed(folder, 'train', 'rasters.yaml', '--run-dir', 'first');
    const first = await succeedJson<Measured>(
      folder,
      'train',
      'rasters.yaml',
      '--run-dir',
      'first',
      '--validate',
    );
    expect(first.samples).toBe(4);

    const start = ['--set', 'start=first/best.safetensors', 'schedule.rate=0.0001'];
    const again = ['train', 'rasters.yaml', '--run-dir', 'second', ...start];
    const asIs = await succeedJson<Measured>(folder, ...again, '--validate');
    expect(asIs.iteration).toBe(0);
    expect(asIs.metrics).toEqual(first.metrics);
    // The folder of another training does not stand in the way of what the configuration names.
    const beside = ['train', 'rasters.yaml', '--run-dir', 'first', ...start];
    const named = await succeedJson<Measured>(folder, ...beside, '--validate');
    expect(named).toMatchObject({ iteration: 0, metrics: first.metrics });
    await succeed(folder, ...again);
    const [before, after] = await Promise.all(
      ['first/best', 'second/last'].map(
        async (name) => (await readCheckpoint(path(`${name}.safetensors`))).tensors,
      ),
    );
    const [a, b] = [before!['network.parameters']!, after!['network.parameters']!];
    const moved = Math.max(...a.map((v, i) => Math.abs(v - b[i]!)));
    expect(moved).toBeGreaterThan(0);
    expect(moved).toBeLessThan(8 * 1e-3);

    await succeed(folder, 'model', 'export', 'second/last.safetensors', '-o', 'fine-tuned.onnx');
    const { training } = JSON.parse(readFileSync(path('fine-tuned.json'), 'utf8'));
    expect(training.config.start).toMatchObject({ file: 'best.safetensors', iteration: expect.any(Number) });
    expect(training.config.origin.files).toHaveLength(2);

    const other = await cuesta(folder, 'train', 'rasters.yaml', '--run-dir', 'second', '--resume');
    expect(other).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(
        /another configuration \(schedule\.rate: 0\.0001 there, 0\.001 here; start: \{"file":"best/,
      ),
    });
    const file = await cuesta(folder, 'train', 'rasters.yaml', '--run-dir', 'rasters.yaml');
    expect(file).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/is a file; the run needs a folder/),
    });
  },
  3 * HOOK_TIMEOUT,
);
