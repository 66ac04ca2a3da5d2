import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { initialValues } from '../../nn/model/registry.js';
import { writeCheckpoint } from '../../nn/train/checkpoint.node.js';
import { initialProgress } from '../../nn/train/checkpoint-format.js';
import { planTrain, setupOf } from './plan-train.node.js';
import { stepBytes } from './step-memory.js';

const folder = mkdtempSync(join(tmpdir(), 'cuesta-discriminator-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const { signal } = new AbortController();

const SIZE = '{widths: [4, 4, 4, 4, 4], layers: [1, 1, 1, 1, 1], growth: 2, bottleneck: null}';
const CRITIC = 'discriminator: {network: {base: 2, hidden: 4}, optimiser: {type: adam}}';
const ADVERSARIAL = `loss: {madnet: {}}\n${CRITIC}`;

function plan(part: string, more: string, scale = 'fine') {
  const config = join(folder, 'mars.yaml');
  const data = `data: {type: simulated-mars, size: 128, scale: ${scale}, scenes: 1, tiles: 4}`;
  const network = `network: {type: madnet, size: ${SIZE}, part: ${part}}`;
  writeFileSync(config, `${network}\n${data}\nbatch: 2\nthreads: 1\n${more}\n`);
  return planTrain({ config, set: [], runDir: join(folder, 'run') }, signal);
}

describe('a training against a discriminator', () => {
  test('has its step before that of the network, both on the same batch', async () => {
    const job = await plan('joint', ADVERSARIAL);
    const { phases, state } = setupOf(job, 'cpu');
    expect(phases.map(({ name }) => name)).toEqual(['discriminator', 'fit']);
    expect(phases.map(({ graph }) => Object.keys(graph.batch))).toEqual([
      ['image', 'height'],
      ['image', 'height'],
    ]);
    expect(state['discriminator.parameters']).toHaveLength(
      job.discriminator!.definition.declaration.parameters.size,
    );
    expect(job.graphs.critic!.updates).not.toContain('network.parameters');
    expect(job.graphs.step.updates).not.toContain('discriminator.parameters');
  });

  test('is another one than without, whose identity does not mention it', async () => {
    const [on, off] = [await plan('joint', ADVERSARIAL), await plan('joint', 'loss: {madnet: {}}')];
    expect(on.identity).toMatchObject({ discriminator: { network: { base: 2 } } });
    expect(off.identity).not.toHaveProperty('discriminator');
    expect(off.graphs.critic).toBeNull();
    expect((await plan('joint', 'loss: {madnet: {}}\ndiscriminator: null')).training).toBe(off.training);
    expect(on.training).not.toBe(off.training);
    const slower = await plan('joint', `${ADVERSARIAL.slice(0, -1)}, schedule: {rate: 0.0002}}`);
    expect(slower.training).not.toBe(on.training);
    expect(stepBytes(on)).toBeGreaterThan(stepBytes(off));
  });

  test('needs a loss that takes its scores, and something to compare', async () => {
    await expect(plan('joint', `loss: {l1: 1}\n${CRITIC}`)).rejects.toThrow(/no adversarial term/);
    await expect(plan('joint', `loss: {madnet: {adversarial: 0}}\n${CRITIC}`)).rejects.toThrow(
      /no adversarial term/,
    );
    await expect(plan('joint', `${ADVERSARIAL}\nsteps: 5`).then(() => 'fine')).resolves.toBe('fine');
    const config = join(folder, 'mars.yaml');
    const request = { config, set: ['batch=1'], runDir: join(folder, 'run') };
    await expect(planTrain(request, signal)).rejects.toThrow(/batches of one/);
  });
});

describe('weights of parts', () => {
  const write = async (part: 'fine' | 'intermediate' | 'coarse', seed: number, stored: string = part) => {
    const job = await plan(part, 'loss: {madnet: {}}', part);
    const { parameters, state } = job.definition.declaration;
    const tensors = {
      'network.parameters': initialValues(parameters, seed),
      'network.state': initialValues(state, seed).fill(seed),
    };
    await writeCheckpoint(join(folder, `${stored}.safetensors`), {
      ...{ training: 'earlier', config: job.identity, machine: { device: 'cpu', threads: 1 } },
      ...{ progress: { ...initialProgress, iteration: seed }, tensors },
    });
    return { values: tensors['network.parameters'], entries: parameters.entries };
  };

  test('are found by their names; the factors of the sum start as they do', async () => {
    const parts = [await write('fine', 11), await write('intermediate', 12), await write('coarse', 13)];
    const start = 'start: [fine.safetensors, intermediate.safetensors, coarse.safetensors]';
    const job = await plan('joint', `loss: {madnet: {}}\n${start}`);
    const made = setupOf(job, 'cpu').state;
    const { entries } = job.definition.declaration.parameters;
    const of = (name: string): number[] => {
      const { offset, size } = entries.find((e) => e.name === name)!;
      return Array.from(made['network.parameters']!.subarray(offset, offset + size));
    };
    for (const { values, entries: own } of parts) {
      for (const { name, offset, size } of own) {
        expect(of(name), name).toEqual(Array.from(values.subarray(offset, offset + size)));
      }
    }
    expect(of('alpha.fine')).toEqual([0.5]);
    expect([...new Set(made['network.state'])].sort()).toEqual([11, 12, 13]);
    expect(job.identity).toMatchObject({ start: { parts: [{ iteration: 11 }, { iteration: 12 }, {}] } });
  });

  test('that the network does not have are refused', async () => {
    await write('coarse', 3, 'other');
    const start = 'loss: {madnet: {}}\nstart: [other.safetensors]';
    await expect(plan('fine', start)).rejects.toThrow(/no weights that this network has/);
  });
});
