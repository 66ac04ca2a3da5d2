import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { describeModel } from '../../nn/infer/manifest/describe-model.js';
import { loadModel, modelFiles } from '../../nn/infer/manifest/model-file.node.js';
import { verifyModel } from '../../nn/infer/manifest/verify-model.js';
import { declareNetwork } from '../../nn/model/declare.js';
import { initialValues } from '../../nn/model/registry.js';
import { createNodeRuntime } from '../../nn/runtime/node-runtime.node.js';
import { writeCheckpoint } from '../../nn/train/checkpoint.node.js';
import { initialProgress } from '../../nn/train/checkpoint-format.js';
import { identityOf, trainConfigSchema } from './config.js';
import { exportCheckpoint } from './export-checkpoint.node.js';
import { buildNetwork } from './networks.js';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'cuesta-model-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const config = trainConfigSchema.parse({
  network: { type: 'unet', levels: 3, base: 8 },
  data: { type: 'simulated-terrain', size: 32 },
  batch: 4,
});

/** A checkpoint as a training writes it, with initial weights and, where asked for, a running mean of other ones. */
async function checkpoint(
  name: string,
  { average = false, config: stored = identityOf(config) as unknown } = {},
) {
  const { parameters, state } = declareNetwork(buildNetwork(config.network), [1, 1, 32, 32]);
  const path = join(folder, name);
  await writeCheckpoint(path, {
    training: 'test',
    config: stored,
    machine: { device: 'cpu', threads: 1 },
    progress: { ...initialProgress, iteration: 50, best: { iteration: 50, loss: 0.25 } },
    tensors: {
      'network.parameters': initialValues(parameters, 1),
      'network.state': initialValues(state, 1),
      ...(average ? { 'network.average': initialValues(parameters, 2) } : {}),
    },
  });
  return path;
}

async function exported(path: string, name: string) {
  const output = join(folder, `${name}.onnx`);
  const request = { checkpoint: path, output, weights: 'float32', licence: 'MIT' } as const;
  const { files } = await exportCheckpoint(request, { overwrite: false });
  return files.model;
}

test('a checkpoint becomes a model that verifies, with what the training was', async () => {
  const path = await exported(await checkpoint('a.safetensors'), 'a');
  const { bytes, manifest } = await loadModel(path);
  const { error } = await verifyModel(bytes, manifest!, await createNodeRuntime(), path);
  expect(error).toBeLessThan(1e-5);
  expect(readFileSync(modelFiles(path).card, 'utf8')).toContain(manifest!.file.sha256);
  expect(manifest).toMatchObject({
    network: { type: 'unet', config: { levels: 3, base: 8 } },
    training: { samples: 200, config: identityOf(config) },
    metrics: { 'validation loss': 0.25 },
    licence: 'MIT',
  });
  const facts = await describeModel(bytes, manifest, path);
  expect(facts).toMatchObject({
    matchesManifest: true,
    inputs: [{ name: 'image' }],
    outputs: [{ name: 'height' }],
  });
  expect(facts.reach[0]!.receptiveField).toEqual(manifest!.receptiveField);
  const { width, height } = manifest!.tile;
  expect((facts.reach[0]!.flopsPerPixel * width * height) / manifest!.flops).toBeCloseTo(1, 6);
});

test('the running mean of the parameters is what is exported', async () => {
  const [plain, mean] = [
    await exported(await checkpoint('p.safetensors'), 'p'),
    await checkpoint('m.safetensors', { average: true }),
  ];
  const [a, b] = [await loadModel(plain), await loadModel(await exported(mean, 'm'))];
  expect(b.manifest!.file.sha256).not.toBe(a.manifest!.file.sha256);
});

describe('a network whose image never changed in the training', () => {
  const SIDE = 16;
  /** Its variances are 0: batch normalisation then multiplies whatever differs by 316. */
  const flat = async (name: string, blind: boolean): Promise<string> => {
    const network = { type: 'jspsr', guidance: ['image'], features: 4 };
    const data = { type: 'dfc30', root: '/', sample: SIDE, size: SIDE, blind };
    const parsed = trainConfigSchema.parse({ network, data });
    const shapes = [1, 3].map((channels) => [1, channels, SIDE, SIDE]);
    const { parameters, state } = declareNetwork(buildNetwork(parsed.network), ...shapes);
    const statistics = initialValues(state, 1);
    for (const entry of state.entries)
      if (/^image\..*running_var$/.test(entry.name))
        statistics.fill(0, entry.offset, entry.offset + entry.size);
    const path = join(folder, name);
    await writeCheckpoint(path, {
      ...{ training: 'test', config: identityOf(parsed), machine: { device: 'cpu', threads: 1 } },
      progress: initialProgress,
      tensors: { 'network.parameters': initialValues(parameters, 1), 'network.state': statistics },
    });
    return path;
  };

  test('takes none where it was trained blind', async () => {
    const path = await exported(await flat('b.safetensors', true), 'b');
    const { bytes, manifest } = await loadModel(path);
    expect(manifest!.inputs.map(({ name }) => name)).toEqual(['dem']);
    const { error } = await verifyModel(bytes, manifest!, await createNodeRuntime(), path);
    expect(error).toBe(0);
  });

  test('is refused where it has to take one and gives no numbers', async () => {
    await expect(exported(await flat('c.safetensors', false), 'c')).rejects.toMatchObject({
      ...{ code: 'quality', hint: expect.stringContaining('constant') },
    });
  });
});

describe('what cannot be used is named', () => {
  test('a checkpoint of an unknown network', async () => {
    const path = await checkpoint('u.safetensors', {
      config: { network: { type: 'transformer' }, batch: 1 },
    });
    const failed = exported(path, 'u');
    await expect(failed).rejects.toMatchObject({ code: 'unsupported', subject: path });
  });

  test('a checkpoint of another version of the network', async () => {
    const other = identityOf({ ...config, network: { type: 'unet', levels: 3, base: 9 } });
    await expect(exported(await checkpoint('v.safetensors', { config: other }), 'v')).rejects.toThrow(
      /should hold \d+ parameters/,
    );
  });

  test('a file that is no checkpoint', async () => {
    const path = join(folder, 'text.safetensors');
    writeFileSync(path, 'this is text, and long enough to be read as a header');
    await expect(exported(path, 't')).rejects.toMatchObject({ code: 'format', subject: path });
  });

  test('an output that exists', async () => {
    const path = await checkpoint('w.safetensors');
    await exported(path, 'w');
    await expect(exported(path, 'w')).rejects.toMatchObject({
      code: 'config',
      hint: expect.stringContaining('--overwrite'),
    });
  });
});
