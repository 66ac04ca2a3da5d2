import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { exportCase, runExported } from '../../../../test/support/exported-network.js';
import { available, python, run } from '../../../../test/support/requirements.js';
import { inferNetwork } from '../../../../test/support/run-network.js';
import { normwiseError } from '../../../../test/support/run-operator.js';
import { runTwins } from '../../../../test/support/torch/twin.js';
import { unet } from '../../../networks/unet/unet.js';
import { batchNormLayer } from '../../layers/batch-norm.js';
import { channelAttention } from '../../layers/channel-attention.js';
import { convLayer } from '../../layers/conv.js';
import { convTransposeLayer } from '../../layers/conv-transpose.js';
import { upProjection } from '../../layers/up-projection.js';
import type { Network } from '../../model/context.js';
import { add } from '../../ops/add.js';
import { reduceMean } from '../../ops/reduce-mean.js';
import { relu } from '../../ops/relu.js';
import { zeroInsert } from '../../ops/zero-insert.js';

const attention: Network = (model, x) => {
  const h = relu(
    batchNormLayer(model, 'norm', convLayer(model, 'conv', x!, { out: 8, kernel: 3, padding: 1 })),
  );
  return convLayer(model, 'head', channelAttention(model, 'attention', h, { ratio: 4 }), {
    out: 1,
    kernel: 1,
  });
};

/** Grouped, strided and transposed convolutions with batch normalisation behind each; the mean needs ReduceMean's axes. */
const transposed: Network = (model, x) => {
  const down = convLayer(model, 'down', x!, {
    out: 6,
    kernel: [3, 5],
    stride: 2,
    padding: [1, 2],
    groups: 2,
  });
  const h = relu(batchNormLayer(model, 'norm1', down));
  const up = convTransposeLayer(model, 'up', h, { out: 4, kernel: 4, stride: 2, padding: 1 });
  const y = batchNormLayer(model, 'norm2', up);
  return add(y, reduceMean(y, { axes: [1], keep: true }));
};

const polyphase: Network = (model, x) => upProjection(model, 'up', x!, { out: 4 });

/** Two uses of a convolution: its batch normalisation has to stay. */
const shared: Network = (model, x) => {
  const y = convLayer(model, 'conv', x!, { out: 2, kernel: 3, padding: 1 });
  return add(batchNormLayer(model, 'norm', y), y);
};

/** Reshapes with two sizes that follow the image's cannot be stated without a size. */
const unpooled: Network = (model, x) =>
  batchNormLayer(model, 'norm', convLayer(model, 'conv', zeroInsert(x!), { out: 4, kernel: 3, padding: 1 }));

const cases = [
  {
    name: 'U-Net',
    network: unet({ levels: 3, base: 4 }),
    shape: [1, 2, 16, 24],
    free: ['batch', 'height', 'width'],
  },
  {
    name: 'channel attention',
    network: attention,
    shape: [1, 1, 8, 8],
    free: ['batch', 'height', 'width'],
  },
  {
    name: 'transposed',
    network: transposed,
    shape: [1, 2, 16, 16],
    free: ['batch', 'height', 'width'],
  },
  { name: 'unpooling', network: unpooled, shape: [2, 3, 8, 8], free: ['batch'] },
  { name: 'polyphase', network: polyphase, shape: [1, 3, 8, 12], free: ['batch', 'height', 'width'] },
] as const;

test('a batch normalisation stays where something else uses the convolution', async () => {
  const { subject, exported } = exportCase(shared, [1, 1, 8, 8]);
  expect(exported.model.graph.nodes.map((node) => node.opType)).toContain('BatchNormalization');
  const { data } = await runExported(exported.bytes, { shape: [1, 1, 8, 8], data: subject.input });
  expect(normwiseError(data, await inferNetwork(subject, 'reference'))).toBeLessThan(1e-5);
});

describe.each(cases)('$name', ({ network, shape, free }) => {
  test('the exported file gives what the network gives, with batch normalisation folded', async () => {
    const { subject, exported } = exportCase(network, shape, { weights: 'float32' });
    const expected = await inferNetwork(subject, 'reference');
    const { data } = await runExported(exported.bytes, { shape, data: subject.input });
    expect(normwiseError(data, expected)).toBeLessThan(1e-5);
    const kinds = exported.model.graph.nodes.map((node) => node.opType);
    expect(kinds).not.toContain('BatchNormalization');
    expect(kinds).not.toContain('Identity');
    expect(exported.freeAxes).toEqual(free);
  });

  test.skipIf(!available('onnx'))('passes the checker with full shape inference', () => {
    const folder = mkdtempSync(join(tmpdir(), 'cuesta-export-'));
    try {
      const script = `
import onnx, sys
for path in sys.argv[1:]:
    model = onnx.load(path)
    onnx.checker.check_model(model, full_check=True)
    inferred = onnx.shape_inference.infer_shapes(model, strict_mode=True, data_prop=True)
    assert model.opset_import[0].version == 17 and len(model.opset_import) == 1`;
      const paths = (['float16', 'float32'] as const).map((weights) => {
        const path = join(folder, `${weights}.onnx`);
        writeFileSync(path, exportCase(network, shape, { weights, metadata: { name: 'x' } }).exported.bytes);
        return path;
      });
      run(python, ['-c', script, ...paths]);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});

test('one file serves other batch and image sizes as the network itself would', async () => {
  const network = unet({ levels: 3, base: 4 });
  const { exported, subject } = exportCase(network, [1, 1, 16, 24], { weights: 'float32' });
  for (const shape of [
    [3, 1, 16, 24],
    [1, 1, 40, 8],
    [2, 1, 8, 64],
  ]) {
    const other = exportCase(network, shape, { weights: 'float32' }).subject;
    const same = { ...other, parameters: subject.parameters, state: subject.state };
    const expected = await inferNetwork(same, 'reference');
    const { data, shape: size } = await runExported(exported.bytes, { shape, data: other.input });
    expect(size).toEqual([shape[0], 1, shape[2], shape[3]]);
    expect(normwiseError(data, expected)).toBeLessThan(1e-5);
  }
  const [input] = exported.model.graph.inputs;
  expect(input!.shape).toEqual(['batch', 1, 'height', 'width']);
  expect(exported.model.graph.outputs[0]!.shape).toEqual(['batch', 1, 'height', 'width']);
});

test('half weights take half the bytes and change the result in the third digit at most', async () => {
  const [network, shape] = [unet({ levels: 3, base: 16 }), [1, 1, 16, 16]];
  const { subject, exported } = exportCase(network, shape);
  const full = exportCase(network, shape, { weights: 'float32' }).exported;
  const expected = await inferNetwork(subject, 'reference');
  const { data } = await runExported(exported.bytes, { shape, data: subject.input });
  expect(normwiseError(data, expected)).toBeLessThan(5e-3);
  expect(exported.bytes.length).toBeLessThan(0.55 * full.bytes.length);
});

test.skipIf(!available('torch'))('the exported U-Net gives the numbers of PyTorch', async () => {
  const shape = [2, 2, 32, 32];
  const { subject, exported } = exportCase(unet({ levels: 4, base: 8 }), shape, { weights: 'float32' });
  const options = { inputs: 2, levels: 4, base: 8 };
  const [twin] = runTwins([
    { subject, module: 'Unet', options, dtype: 'float64', steps: 0, learningRate: 0 },
  ]);
  const { data } = await runExported(exported.bytes, { shape, data: subject.input });
  expect(normwiseError(data, twin!.inference)).toBeLessThan(1e-5);
});

test('weights of another network are refused by name', () => {
  const { subject } = exportCase(unet({ levels: 2, base: 4 }), [1, 1, 8, 8]);
  expect(subject.declaration.parameters.size).toBeGreaterThan(0);
  expect(() => exportCase(unet({ levels: 2, base: 4 }), [1, 8, 8])).toThrow(/unet|NCHW/);
});
