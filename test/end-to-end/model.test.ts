import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { readCheckpoint } from '../../src/nn/train/checkpoint.node.js';
import { cuesta, HOOK_TIMEOUT, listing, succeed, succeedJson, temporaryFolder } from './support/cuesta.js';

const folder = temporaryFolder();
const path = (...names: string[]) => join(folder, ...names);

const CONFIG = `
network: {type: unet, levels: 2, base: 4}
data: {type: simulated-terrain, size: 16, count: 32}
batch: 4
steps: 8
validation: {share: 0.2, every: 4}
device: cpu
threads: 1
`;

const bytesOf = (name: string): Buffer => readFileSync(path(name));

/** A copy with one bit of its last third turned, where weights lie. */
function damaged(name: string): Buffer {
  const bytes = bytesOf(name);
  bytes[Math.floor(bytes.length * 0.7)]! ^= 1;
  return bytes;
}

/** A copy whose first relu is called otherwise, by as many letters. */
function withUnknownOperator(name: string): Buffer {
  const bytes = bytesOf(name);
  // Field 4 of a node, four bytes long: values have names like Relu_2, too.
  bytes.write('Rilu', bytes.indexOf('\x22\x04Relu', 'latin1') + 2, 'latin1');
  return bytes;
}

/** Ends with the code and says on standard error what is expected; nothing looks like a bug. */
async function fails(code: number, message: RegExp, ...args: readonly string[]): Promise<void> {
  const outcome = await cuesta(folder, 'model', ...args);
  expect(outcome.stderr).toMatch(message);
  expect(outcome.stderr).not.toContain('bug in Cuesta');
  expect(outcome.code).toBe(code);
}

beforeAll(async () => {
  writeFileSync(path('small.yaml'), CONFIG);
  await succeed(folder, 'train', 'small.yaml', '--run-dir', 'run');
  await succeed(folder, 'model', 'export', 'run/best.safetensors', '-o', 'a.onnx', '--licence', 'MIT');
}, HOOK_TIMEOUT);

describe('a trained checkpoint', () => {
  test('becomes model, manifest and card, which say what it is', async () => {
    expect((await listing(folder)).filter((name) => name.startsWith('a.'))).toEqual([
      'a.json',
      'a.md',
      'a.onnx',
    ]);
    const { progress } = await readCheckpoint(path('run', 'best.safetensors'));
    const info = await succeedJson<Record<string, unknown>>(folder, 'model', 'info', 'a.onnx');
    expect(info).toMatchObject({
      matchesManifest: true,
      opsets: [{ domain: '', version: 17 }],
      inputs: [{ name: 'image', dtype: 'float32', shape: ['batch', 1, 'height', 'width'] }],
      manifest: {
        licence: 'MIT',
        metrics: { 'validation loss': progress.best!.loss },
        training: {
          command: 'cuesta train small.yaml --run-dir run',
          samples: 4 * progress.iteration,
          config: { network: { type: 'unet', levels: 2, base: 4 } },
        },
      },
    });
    expect(await succeed(folder, 'model', 'info', 'a.onnx')).toMatch(/Training: +\d+ samples; cuesta train/);
    expect(bytesOf('a.md').toString()).toContain('`cuesta train small.yaml --run-dir run`');
  });

  test('verifies, with float16 and with float32 weights', async () => {
    await succeed(folder, 'model', 'export', 'run/best.safetensors', '-o', 'b.onnx', '--weights', 'float32');
    expect(bytesOf('b.onnx').length).toBeGreaterThan(1.3 * bytesOf('a.onnx').length);
    for (const file of ['a.onnx', 'b.onnx']) {
      const { error } = await succeedJson<{ error: number }>(folder, 'model', 'verify', file);
      expect(error).toBeLessThan(1e-5);
    }
  });

  test('is not exported over a file that exists, or without a name', async () => {
    await fails(2, /a\.onnx exists[\s\S]*--overwrite/, 'export', 'run/best.safetensors', '-o', 'a.onnx');
    await fails(2, /--output is missing/, 'export', 'run/best.safetensors');
  });
});

describe('what cannot be used is named', () => {
  test('a truncated model', async () => {
    writeFileSync(path('cut.onnx'), bytesOf('a.onnx').subarray(0, 4000));
    await fails(3, /cut\.onnx is not a readable ONNX model/, 'info', 'cut.onnx');
  });

  test('a model that is another than its manifest says', async () => {
    writeFileSync(path('bit.onnx'), damaged('a.onnx'));
    writeFileSync(path('bit.json'), bytesOf('a.json'));
    await fails(3, /bit\.onnx is not the file that its manifest describes/, 'verify', 'bit.onnx');
    expect(await succeed(folder, 'model', 'info', 'bit.onnx')).toContain('of ANOTHER file');
  });

  test('an operator that nobody knows: described, but not run', async () => {
    writeFileSync(path('odd.onnx'), withUnknownOperator('a.onnx'));
    const { operators, sha256 } = await succeedJson<{
      operators: Record<string, number>;
      sha256: string;
    }>(folder, 'model', 'info', 'odd.onnx');
    expect(operators.Rilu).toBe(1);
    const manifest = JSON.parse(bytesOf('a.json').toString()) as { file: { sha256: string } };
    manifest.file.sha256 = sha256;
    writeFileSync(path('odd.json'), JSON.stringify(manifest));
    await fails(4, /ONNX Runtime refuses odd\.onnx[\s\S]*Rilu/, 'verify', 'odd.onnx');
  });

  test('a model without a manifest', async () => {
    writeFileSync(path('bare.onnx'), bytesOf('a.onnx'));
    await fails(3, /bare\.onnx has no manifest/, 'verify', 'bare.onnx');
    expect(await succeed(folder, 'model', 'info', 'bare.onnx')).toMatch(/Manifest: +none beside the file/);
  });

  test('checkpoints that are damaged, truncated, or none', async () => {
    const checkpoint = join('run', 'best.safetensors');
    writeFileSync(path('bit.safetensors'), damaged(checkpoint));
    await fails(3, /its checksum does not match/, 'export', 'bit.safetensors', '-o', 'c.onnx');
    writeFileSync(path('cut.safetensors'), bytesOf(checkpoint).subarray(0, 900));
    await fails(3, /cut\.safetensors [\s\S]*truncated/, 'export', 'cut.safetensors', '-o', 'c.onnx');
    await fails(3, /a\.onnx is not a usable checkpoint/, 'export', 'a.onnx', '-o', 'c.onnx');
    expect(await listing(folder)).not.toContain('c.onnx');
  });
});
