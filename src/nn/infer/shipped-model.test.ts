import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { chooseModel } from './shipped-model.node.js';

const root = join(import.meta.dirname, '../../..');

it('a named model comes first', async () => {
  await expect(chooseModel('my.onnx', 'none', '/nowhere')).resolves.toBe('my.onnx');
});

it('without one it says how to get one', async () => {
  await expect(chooseModel(undefined, 'none', '/nowhere')).rejects.toMatchObject({
    code: 'input',
    subject: '--model',
    message: expect.stringContaining('/nowhere/none.onnx'),
    hint: expect.stringMatching(/cuesta train models\/none.yaml .* cuesta model export/),
  });
});

it.each(['chen2022-compact', 'jspsr-compact'])('%s comes with the package', async (name) => {
  const { files } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { files: string[] };
  expect(files).toContain('models');
  await expect(chooseModel(undefined, name)).resolves.toBe(join(root, 'models', `${name}.onnx`));
});
