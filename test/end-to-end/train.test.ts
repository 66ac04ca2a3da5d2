import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { beforeAll, describe, expect, test } from 'vitest';
import { createRng } from '../../src/core/rng.js';
import { readCheckpoint } from '../../src/nn/train/checkpoint.node.js';
import type { MetricsLine } from '../../src/nn/train/metrics-log.node.js';
import {
  cuesta,
  HOOK_TIMEOUT,
  startCuesta,
  succeed,
  succeedJson,
  temporaryFolder,
} from './support/cuesta.js';

const folder = temporaryFolder();
const path = (...names: string[]) => join(folder, ...names);

const CONFIG = `
network: {type: unet, levels: 2, base: 4}
data: {type: simulated-terrain, size: 16, count: 48}
batch: 4
steps: 60
optimiser: {type: adam, average: 0.9}
validation: {share: 0.2, every: 8}
checkpoint: {every: 3}
device: cpu
threads: 1
`;

const args = (run: string, ...more: string[]) => ['train', 'small.yaml', '--run-dir', run, ...more];

/** Hash of weights, running means, optimiser and progress. */
async function digest(run: string, file = 'last'): Promise<string> {
  const { tensors, progress } = await readCheckpoint(path(run, `${file}.safetensors`));
  const hash = createHash('sha256').update(JSON.stringify(progress));
  for (const name of Object.keys(tensors).sort()) hash.update(name).update(tensors[name]!);
  return hash.digest('hex');
}

const metrics = (run: string): MetricsLine[] =>
  readFileSync(path(run, 'metrics.jsonl'), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as MetricsLine);

/** Without what depends on the clock. */
const numbers = (run: string) => metrics(run).map(({ milliseconds, ...rest }) => rest);

interface Summary {
  readonly reason: string;
  readonly progress: { readonly iteration: number; readonly best: { readonly loss: number } };
  readonly resumedFrom: number;
  readonly stallShare: number;
}

let calm: { last: string; best: string };
beforeAll(async () => {
  writeFileSync(path('small.yaml'), CONFIG);
  await succeed(folder, ...args('calm'));
  calm = { last: await digest('calm'), best: await digest('calm', 'best') };
}, HOOK_TIMEOUT);

/** Steps that a run has logged. */
const logged = (run: string): number =>
  existsSync(path(run, 'metrics.jsonl'))
    ? readFileSync(path(run, 'metrics.jsonl'), 'utf8').split('"step"').length - 1
    : 0;

describe('an undisturbed training', () => {
  test('lowers the loss and leaves checkpoints, metrics, page and result', () => {
    const lines = metrics('calm');
    const losses = lines.filter(({ kind }) => kind === 'step').map(({ loss }) => Number(loss));
    const mean = (part: number[]) => part.reduce((a, b) => a + b, 0) / part.length;
    expect(losses.length).toBe(60);
    expect(mean(losses.slice(-10))).toBeLessThan(0.8 * mean(losses.slice(0, 10)));
    expect(lines.filter(({ kind }) => kind === 'validation').length).toBe(8);
    expect(readdirSync(path('calm')).sort()).toEqual([
      'best.safetensors',
      'index.html',
      'last.safetensors',
      'metrics.jsonl',
      'result.json',
      'samples',
    ]);
    const sheets = readdirSync(path('calm', 'samples'));
    expect(sheets.length).toBe(8);
    expect(sheets).toContain('step-0000008.svg');
    const page = readFileSync(path('calm', 'index.html'), 'utf8');
    expect(page).toContain('finished');
    expect(page.match(/data:image\/png/g)?.length).toBe(16);
    const result = JSON.parse(readFileSync(path('calm', 'result.json'), 'utf8')) as Record<string, unknown>;
    expect(result).toMatchObject({ samplesSeen: 240, device: { device: 'cpu' }, config: { batch: 4 } });
  });

  test('--validate measures the best checkpoint: its recorded loss', async () => {
    const { metrics: measured } = await succeedJson<{ metrics: { loss: number } }>(
      folder,
      ...args('calm', '--validate'),
    );
    const { progress } = await readCheckpoint(path('calm', 'best.safetensors'));
    expect(measured.loss).toBe(progress.best!.loss);
  });

  test('--recalibrate keeps new statistics of batch normalisation where they lower the validation loss', async () => {
    const short = ['--set', 'optimiser.average=null', 'steps=16'];
    await succeed(folder, ...args('short', ...short));
    const { progress } = await readCheckpoint(path('short', 'best.safetensors'));
    const { before, isBetter, metrics } = await succeedJson<{
      before: number;
      isBetter: boolean;
      metrics: { loss: number };
    }>(folder, ...args('short', '--recalibrate', '8', ...short));
    const validated = await succeedJson<{ metrics: { loss: number } }>(
      folder,
      ...args('short', '--validate', ...short),
    );
    expect(before).toBe(progress.best!.loss);
    expect(metrics.loss).not.toBe(before);
    expect(isBetter).toBe(metrics.loss < before);
    expect(validated.metrics.loss).toBe(Math.min(before, metrics.loss));
  });

  test('a second one in its folder has to be asked for', async () => {
    const { code, stderr } = await cuesta(folder, ...args('calm'));
    expect(code).toBe(2);
    expect(stderr).toMatch(/holds a training already[\s\S]*--resume/);
    const { resumedFrom } = await succeedJson<Summary>(folder, ...args('calm', '--resume'));
    expect(resumedFrom).toBe(60);
    expect(await digest('calm')).toBe(calm.last);
  });
});

describe('a training that is killed', () => {
  test('at random points, and resumed: the same weights, the same metrics', async () => {
    const rng = createRng(3);
    let kills = 0;
    for (let round = 0; round < 4; round++) {
      const running = startCuesta(folder, args('killed', '--resume'));
      const until = logged('killed') + 4 + rng.int(9);
      while (logged('killed') < until && running.child.exitCode === null) await delay(2);
      await delay(rng.int(20));
      running.child.kill('SIGKILL');
      if ((await running.ended).code === null) kills++;
    }
    expect(kills).toBeGreaterThanOrEqual(3);
    const { resumedFrom, reason } = await succeedJson<Summary>(folder, ...args('killed', '--resume'));
    expect(reason).toBe('finished');
    expect(resumedFrom).toBeGreaterThan(0);
    expect(await digest('killed')).toBe(calm.last);
    expect(await digest('killed', 'best')).toBe(calm.best);
    expect(numbers('killed')).toEqual(numbers('calm'));
    expect(readdirSync(path('killed')).filter((name) => /tmp|lock/.test(name))).toEqual([]);
  });

  test('with SIGINT, between the checkpoints: no step is lost', async () => {
    const running = startCuesta(folder, args('cancelled'));
    while (logged('cancelled') < 10) await delay(2);
    running.child.kill('SIGINT');
    const { code, stderr } = await running.ended;
    expect(code).toBe(130);
    expect(stderr).toMatch(/training was cancelled[\s\S]*--resume/);
    const steps = logged('cancelled');
    expect(readFileSync(path('cancelled', 'index.html'), 'utf8')).toContain('interrupted');
    const { resumedFrom } = await succeedJson<Summary>(folder, ...args('cancelled', '--resume'));
    expect(resumedFrom).toBe(steps);
    expect(await digest('cancelled')).toBe(calm.last);
    expect(numbers('cancelled')).toEqual(numbers('calm'));
  });

  test('by its budget', async () => {
    const first = await succeedJson<Summary>(folder, ...args('budget', '--budget', '0.05s'));
    expect(first).toMatchObject({ reason: 'budget' });
    expect(first.progress.iteration).toBeLessThan(60);
    await succeed(folder, ...args('budget', '--resume'));
    expect(await digest('budget')).toBe(calm.last);
  });
});

describe('what cannot be resumed', () => {
  test('a damaged or truncated checkpoint', async () => {
    await succeed(folder, ...args('damaged', '--set', 'steps=3'));
    const file = path('damaged', 'last.safetensors');
    const bytes = readFileSync(file);
    bytes[bytes.length - 9]! ^= 1;
    writeFileSync(file, bytes);
    const flipped = await cuesta(folder, ...args('damaged', '--resume'));
    expect(flipped.code).toBe(3);
    expect(flipped.stderr).toMatch(/last\.safetensors is not a usable checkpoint: its checksum/);
    writeFileSync(file, bytes.subarray(0, 5000));
    const cut = await cuesta(folder, ...args('damaged', '--resume'));
    expect(cut.code).toBe(3);
    expect(cut.stderr).toMatch(/truncated/);
  });

  test('the checkpoint of another network', async () => {
    await succeed(folder, ...args('other', '--set', 'steps=3', 'network.base=5'));
    copyFileSync(path('calm', 'last.safetensors'), path('other', 'last.safetensors'));
    const { code, stderr } = await cuesta(folder, ...args('other', '--resume', '--set', 'network.base=5'));
    expect(code).toBe(2);
    expect(stderr).toMatch(/another configuration \(network\.base: 4 there, 5 here/);
  });
});

test.each([
  ['network: {type: resnet}', /network.type/],
  ['network: {type: unet}\nbatch: 0', /batch: Too small/],
  ['network: {type: unet}\nstpes: 5', /"stpes"/],
  ['network: {type: unet}\nloss: {}', /loss: needs at least one term/],
  ['network: {type: unet, levels: 5}\ndata: {type: simulated-terrain, size: 24}', /multiples of 16 pixels/],
  ['network: [', /is not YAML/],
  ['hello', /holds no options/],
])('a configuration that cannot be used: %s', async (text, message) => {
  writeFileSync(path('bad.yaml'), text);
  const { code, stderr } = await cuesta(folder, 'train', 'bad.yaml', '--dry-run');
  expect(code).toBe(2);
  expect(stderr).toMatch(message);
});

test('one batch again and again: the loss goes to zero', async () => {
  const changes = [
    ...['data.count=4', 'data.augment=false', 'validation.share=0', 'steps=600', 'optimiser.average=null'],
    ...['network.base=16', 'schedule.rate=0.01'],
  ];
  await succeed(folder, ...args('overfit', '--set', ...changes));
  const losses = metrics('overfit').map(({ loss }) => Number(loss));
  expect(losses.at(-1)!).toBeLessThan(0.03 * losses[0]!);
});
