import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { available, python, run } from '../support/requirements.js';

/** The worked example of docs/networks.md, run as it stands. */
describe('the example of docs/networks.md', () => {
  let folder = '';
  let result: { first: number; last: number; clean: number[] };

  beforeAll(async () => {
    const page = await readFile('docs/networks.md', 'utf8');
    const code = /```js\n([\s\S]*?)```/.exec(page)![1]!;
    // Inside the package, so that `cuesta/nn` resolves to it.
    folder = await mkdtemp(join(resolve('test/process'), 'example-'));
    const script = join(folder, 'example.mjs');
    await writeFile(
      script,
      code.replace("'denoiser.onnx', ex", `${JSON.stringify(join(folder, 'denoiser.onnx'))}, ex`),
    );
    result = JSON.parse(run(process.execPath, [script]));
  });

  afterAll(async () => {
    await rm(folder, { recursive: true, force: true });
  });

  test('learns to remove noise', () => {
    expect(result.last).toBeLessThan(0.4 * result.first);
  });

  test.skipIf(!available('torch', 'onnx'))('gives a valid file whose numbers are those of PyTorch', () => {
    const output = run(python, [
      '-c',
      `
import json, math, sys, onnx, torch
from onnx import numpy_helper
model = onnx.load(sys.argv[1])
onnx.checker.check_model(model, full_check=True)
weights = {t.name: torch.tensor(numpy_helper.to_array(t).copy()) for t in model.graph.initializer}
convs = [n for n in model.graph.node if n.op_type == 'Conv']
assert [n.op_type for n in model.graph.node] == ['Conv', 'Relu', 'Conv'], model.graph.node
x = torch.tensor([math.sin(i / 7) for i in range(48 * 40)]).reshape(1, 1, 48, 40)
for i, n in enumerate(convs):
    x = torch.nn.functional.conv2d(x, weights[n.input[1]], weights[n.input[2]], padding=1)
    if i == 0: x = torch.relu(x)
print(json.dumps(x.flatten().tolist()))
`,
      join(folder, 'denoiser.onnx'),
    ]);
    const expected: number[] = JSON.parse(output);
    const worst = Math.max(...expected.map((value, i) => Math.abs(value - result.clean[i]!)));
    expect(worst).toBeLessThan(1e-5);
  });
});

test('what the blocks of docs/networks.md import is there', async () => {
  const page = await readFile('docs/networks.md', 'utf8');
  const imports = [...page.matchAll(/^import \{([^}]+)\} from 'cuesta\/(nn|node)';/gm)];
  expect(imports.length).toBe(3);
  for (const [, names, entry] of imports) {
    const file = resolve(`dist/${entry === 'nn' ? 'nn/index' : 'node'}.js`);
    const module = (await import(pathToFileURL(file).href)) as Record<string, unknown>;
    for (const name of names!.split(',').map((text) => text.trim())) {
      if (name !== '') expect(module[name], `${name} of cuesta/${entry}`).toBeDefined();
    }
  }
});
