import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
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
  await expect(chooseModel('nonet', 'jspsr-compact')).rejects.toThrow(/has no network nonet/);
});

it('without one it says how to get one', async () => {
  await expect(chooseModel(undefined, 'none', '/nowhere')).rejects.toMatchObject({
    code: 'input',
    subject: '--model',
    message: expect.stringContaining('/nowhere/none.onnx'),
    hint: expect.stringMatching(/cuesta train models\/none-compact.yaml .* cuesta model export/),
  });
});

it.each(['chen2022-compact', 'jspsr-compact'])('%s comes with the package', async (name) => {
  const { files } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { files: string[] };
  expect(files).toContain('models');
  await expect(chooseModel(undefined, name)).resolves.toBe(join(root, 'models', `${name}.onnx`));
});
