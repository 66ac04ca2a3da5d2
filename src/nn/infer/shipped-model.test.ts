import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { chooseModel } from './shipped-model.node.js';

const root = join(import.meta.dirname, '../../..');

it('a named model comes first', async () => {
  await expect(chooseModel('my.onnx', 'none', '/nowhere')).resolves.toBe('my.onnx');
});

it('a name is that of a network of the package, in full or short', async () => {
  const full = join(root, 'models', 'chen2022-compact.onnx');
  for (const name of ['chen2022', 'chen2022-compact']) {
    await expect(chooseModel(name, 'jspsr-compact')).resolves.toBe(full);
  }
  await expect(chooseModel('nonet', 'jspsr-compact')).rejects.toMatchObject({
    message: expect.stringContaining('has no network nonet'),
    hint: expect.stringContaining('chen2022-compact, jspsr-compact, madnet-compact'),
  });
});

it('without its weights it says how to train it', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'cuesta-models-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, 'none-compact.yaml'), '');
  await expect(chooseModel(undefined, 'none', folder)).rejects.toMatchObject({
    code: 'input',
    subject: '--model',
    message: expect.stringContaining(join(folder, 'none.onnx')),
    hint: expect.stringMatching(/cuesta train models\/none-compact.yaml .* cuesta model export/),
  });
});

it('a package without its folder of models is no other error', async () => {
  await expect(chooseModel('none', 'none', '/nowhere')).rejects.toMatchObject({ code: 'input' });
});

it.each(['chen2022-compact', 'jspsr-compact', 'madnet-compact'])(
  '%s comes with the package',
  async (name) => {
    const { files } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { files: string[] };
    expect(files).toContain('models');
    await expect(chooseModel(undefined, name)).resolves.toBe(join(root, 'models', `${name}.onnx`));
  },
);
