import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { available, python, run } from '../../../test/support/requirements.js';
import { Graph } from '../../nn/graph/graph.js';
import { writeModel } from '../../nn/onnx/write-model.js';
import { multiply } from '../../nn/ops/multiply.js';
import { inspectModel } from './inspect-model.node.js';
import { verifyModelFile } from './verify-model.node.js';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'cuesta-model-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('a model without a manifest, a model that is none, and a file that is missing', async () => {
  const bare = join(folder, 'bare.onnx');
  writeFileSync(bare, 'no protobuf');
  await expect(verifyModelFile(bare, { device: 'cpu', threads: 1 })).rejects.toMatchObject({ code: 'input' });
  await expect(inspectModel(bare)).rejects.toMatchObject({ code: 'format', subject: bare });
  await expect(inspectModel(join(folder, 'none.onnx'))).rejects.toMatchObject({ code: 'io' });
  await expect(inspectModel(join(folder, 'a.safetensors'))).rejects.toMatchObject({ code: 'config' });
});

test.each([
  ['a damaged manifest', '{"format": "cuesta-model"', /is not JSON/],
  ['JSON of another program', '{"architectures": []}', /does not say format: cuesta-model/],
])('%s beside a model keeps it from being verified, not from being looked at', async (_, text, message) => {
  const path = join(folder, 'doubling.onnx');
  const graph = new Graph('cpu');
  graph.output('y', multiply(graph.input('x', [1, 1, 4, 4]), 2));
  writeFileSync(path, writeModel(graph.toModel()));
  const manifest = join(folder, 'doubling.json');
  writeFileSync(manifest, text);
  await expect(verifyModelFile(path, { device: 'cpu', threads: 1 })).rejects.toMatchObject({
    ...{ code: 'format', subject: manifest, message: expect.stringMatching(message) },
  });
  const facts = await inspectModel(path);
  expect(facts).toMatchObject({ operators: { Mul: 1 }, manifest: null, matchesManifest: null });
  expect(facts.manifestProblem).toMatch(message);
});

test.skipIf(!available('torch', 'onnx'))('a file of another program is described', async () => {
  const path = join(folder, 'torch.onnx');
  const script = `
import torch, sys
net = torch.nn.Sequential(torch.nn.Conv2d(3, 8, 3, stride=2, padding=1), torch.nn.ReLU(), torch.nn.Conv2d(8, 4, 3, padding=1),
  torch.nn.PixelShuffle(2), torch.nn.Conv2d(1, 1, 5, padding=2))
torch.onnx.export(net, torch.zeros(1, 3, 32, 32), sys.argv[1], opset_version=13, input_names=['rgb'], output_names=['dem'], dynamic_axes={'rgb': [0, 2, 3]})`;
  run(python, ['-W', 'ignore', '-c', script, path]);
  const facts = await inspectModel(path);
  expect(facts).toMatchObject({ manifest: null, matchesManifest: null, producer: 'pytorch' });
  // Stride 2 and two 3x3 kernels: 1 and 2 pixels; the 5x5 kernel at full resolution: 2 more, 1 of them by the block's phase.
  expect(facts.reach[0]!.receptiveField).toMatchObject({ left: expect.any(Number) });
  expect(facts.reach[0]!.flopsPerPixel).toBe((2 * (3 * 8 * 9)) / 4 + (2 * (8 * 4 * 9)) / 4 + 2 * 25);
});
