import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';

const MIB = 2 ** 20;
const module = new URL('../../dist/jobs/peak-memory.node.js', import.meta.url).href;

const script = `
  import { Worker } from 'node:worker_threads';
  import { peakRssBytes } from '${module}';
  const before = peakRssBytes();
  const worker = new Worker('Buffer.alloc(200 * 2 ** 20, 1)', { eval: true });
  worker.on('exit', () => console.log(JSON.stringify([before, peakRssBytes()])));
`;

test('the peak counts worker threads, memory given back, and not the parent process', () => {
  const parent = Buffer.alloc(400 * MIB, 1);
  const { stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' });
  const [before, after] = JSON.parse(stdout) as [number, number];
  expect(before).toBeGreaterThan(20 * MIB);
  if (process.platform === 'linux') expect(before).toBeLessThan(parent.length / 2);
  expect(after - before).toBeGreaterThan(190 * MIB);
  expect(after - before).toBeLessThan(300 * MIB);
});
