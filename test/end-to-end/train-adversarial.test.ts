import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readCheckpoint } from '../../src/nn/train/checkpoint.node.js';
import type { MetricsLine } from '../../src/nn/train/metrics-log.node.js';
import { HOOK_TIMEOUT, succeed, temporaryFolder } from './support/cuesta.js';

const folder = temporaryFolder();

const CONFIG = `
network: {type: madnet, part: coarse, size: {widths: [4, 4, 4, 4, 4], layers: [1, 1, 1, 1, 1], growth: 2, bottleneck: null}}
data: {type: simulated-mars, scale: coarse, size: 128, scenes: 1, tiles: 8}
loss: {madnet: {}}
discriminator: {network: {base: 2, hidden: 4}, schedule: {rate: 0.001, decay: {type: none}}}
schedule: {rate: 0.001, decay: {type: none}}
batch: 2
steps: 6
validation: {share: 0}
device: cpu
threads: 1
`;

const args = (run: string, ...more: string[]) => ['train', 'mars.yaml', '--run-dir', run, ...more];

test(
  'a training against a discriminator goes on, bit by bit, with both networks and both optimisers, and logs both',
  async () => {
    writeFileSync(join(folder, 'mars.yaml'), CONFIG);
    await succeed(folder, ...args('whole'));
    await succeed(folder, ...args('parts', '--set', 'steps=3'));
    await succeed(folder, ...args('parts', '--resume'));
    const [whole, parts] = await Promise.all(
      ['whole', 'parts'].map((run) => readCheckpoint(join(folder, run, 'last.safetensors'))),
    );
    expect(parts!.progress.iteration).toBe(6);
    expect(Object.keys(whole!.tensors)).toContain('discriminator.parameters');
    expect(parts!.tensors).toEqual(whole!.tensors);
    const lines = readFileSync(join(folder, 'whole', 'metrics.jsonl'), 'utf8')
      .trimEnd()
      .split('\n');
    expect(lines).toHaveLength(6);
    for (const line of lines.map((text) => JSON.parse(text) as MetricsLine)) {
      expect(line['discriminator.accuracy']).toBeGreaterThanOrEqual(0);
      expect(line['discriminator.accuracy']).toBeLessThanOrEqual(1);
      expect(line.adversarial).toBeGreaterThan(0);
      expect(line['discriminator.loss']).toBeGreaterThan(0);
    }
    expect(readFileSync(join(folder, 'whole', 'index.html'), 'utf8')).toContain('Discriminator');
  },
  2 * HOOK_TIMEOUT,
);
