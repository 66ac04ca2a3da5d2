import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { chooseModel } from './shipped-model.node.js';

const root = join(import.meta.dirname, '../../..');

it('a named model comes first, then the one that comes with the package', async () => {
  await expect(chooseModel('my.onnx', 'none.onnx')).resolves.toBe('my.onnx');
  await expect(chooseModel(undefined, import.meta.filename)).resolves.toBe(import.meta.filename);
});

it('without one it says how to get one', async () => {
  await expect(chooseModel(undefined, '/nowhere/none.onnx')).rejects.toMatchObject({
    code: 'input',
    subject: '--model',
    message: expect.stringContaining('/nowhere/none.onnx'),
    hint: expect.stringMatching(/cuesta train .* cuesta model export/),
  });
});

it('the package ships the folder in which it is looked for', async () => {
  const { files } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { files: string[] };
  expect(files).toContain('models');
  const path = await chooseModel(undefined).catch((error: Error) => error.message);
  expect(path).toContain(join(root, 'models', 'chen2022-compact.onnx'));
});
