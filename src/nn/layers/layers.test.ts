import { beforeAll, describe, expect, test } from 'vitest';
import { available } from '../../../test/support/requirements.js';
import {
  inferNetwork,
  type NetworkCase,
  networkCase,
  runNetwork,
} from '../../../test/support/run-network.js';
import { normwiseError } from '../../../test/support/run-operator.js';
import { runTwins, type TwinResult } from '../../../test/support/torch/twin.js';
import { type Shape, sizeOf } from '../graph/shape.js';
import type { Network } from '../model/context.js';
import { declareNetwork } from '../model/declare.js';
import { initialValues } from '../model/registry.js';
import { reduceMean } from '../ops/reduce-mean.js';
import { batchNormLayer } from './batch-norm.js';
import { channelAttention } from './channel-attention.js';
import { convLayer } from './conv.js';
import { convTransposeLayer } from './conv-transpose.js';
import { denseBlock, denseLayer } from './dense-block.js';
import { linearLayer } from './linear.js';
import { upProjection } from './up-projection.js';

const mixed: Network = (model, x) => {
  const down = { out: 6, kernel: [3, 5], stride: 2, padding: [1, 2], groups: 2 } as const;
  const up = { out: 4, kernel: 4, stride: 2, padding: 1, groups: 2 };
  const h = convTransposeLayer(model, 'up', convLayer(model, 'down', x, down), up);
  return linearLayer(model, 'full', reduceMean(h, { axes: [2, 3] }), { out: 3 });
};

interface Twin {
  readonly module: string;
  readonly options: Readonly<Record<string, number | string>>;
  readonly input: Shape;
  readonly network: Network;
}

const TWINS: readonly Twin[] = [
  { module: 'Mixed', options: { inputs: 4 }, input: [2, 4, 8, 6], network: mixed },
  {
    module: 'Block',
    options: { kind: 'DenseLayer', inputs: 6, growth: 4, bottleneck: 8 },
    input: [2, 6, 7, 5],
    network: (model, x) => denseLayer(model, 'block', x, { growth: 4, bottleneck: 8 }),
  },
  {
    module: 'Block',
    options: { kind: 'DenseBlock', inputs: 6, layers: 3, growth: 4 },
    input: [2, 6, 7, 5],
    network: (model, x) => denseBlock(model, 'block', x, { layers: 3, growth: 4 }),
  },
  {
    module: 'Block',
    options: { kind: 'DenseBlock', inputs: 6, layers: 2, growth: 4, bottleneck: 8 },
    input: [2, 6, 7, 5],
    network: (model, x) => denseBlock(model, 'block', x, { layers: 2, growth: 4, bottleneck: 8 }),
  },
  {
    module: 'Block',
    options: { kind: 'UpProjection', inputs: 6, out: 5 },
    input: [2, 6, 5, 4],
    network: (model, x) => upProjection(model, 'block', x, { out: 5 }),
  },
  {
    module: 'Block',
    options: { kind: 'ChannelAttention', channels: 7, ratio: 3 },
    input: [2, 7, 5, 4],
    network: (model, x) => channelAttention(model, 'block', x, { ratio: 3 }),
  },
];

/** With the bound on the norm-wise error. */
const TARGETS = [
  ['reference', 1e-12],
  ['cpu', 1e-5],
  ['webgpu', 1e-5],
] as const;

describe.skipIf(!available('torch'))('layers equal those of PyTorch', () => {
  const requests = TWINS.map(({ module, options, input, network }) => {
    const subject = networkCase(network, input);
    return { subject, module, options, dtype: 'float64', steps: 0, learningRate: 0 } as const;
  });
  let results: TwinResult[] = [];
  beforeAll(() => {
    results = runTwins(requests);
  });

  test.each(requests.map(({ options }, i) => [Object.values(options).join(' '), i] as const))(
    '%s',
    async (_, i) => {
      const { subject } = requests[i]!;
      const twin = results[i]!;
      for (const [target, tolerance] of TARGETS) {
        const { value, gradients, nextState } = await runNetwork(subject, target);
        expect(normwiseError(value, twin.value), target).toBeLessThan(tolerance);
        expect(normwiseError(gradients, twin.gradients), target).toBeLessThan(tolerance);
        expect(normwiseError(nextState, twin.nextState), target).toBeLessThan(tolerance);
        const inferred = await inferNetwork(subject, target);
        expect(normwiseError(inferred, twin.inference), target).toBeLessThan(tolerance);
      }
    },
  );
});

/** Weights and running statistics as methods/madnet.md, section 10 fills them; its results hold 9 digits. */
function filled(network: Network, input: Shape): NetworkCase {
  const subject = networkCase(network, input);
  const { parameters, state } = subject.declaration;
  const values = subject.parameters.slice();
  parameters.entries.forEach(({ name, shape, offset, size }, t) => {
    for (let i = 0; i < size; i++) {
      const s = Math.sin(0.7 * i + 1.3 * t + 0.1);
      const scale = name.endsWith('weight') ? 1 + 0.1 * s : 0.05 * s;
      values[offset + i] = shape.length > 1 ? s / Math.sqrt(sizeOf(shape.slice(1))) : scale;
    }
  });
  return {
    ...subject,
    parameters: values,
    state: initialValues(state, 0),
    input: subject.input.map((_, i) => Math.sin(0.9 * i)),
  };
}

const sum = (samples: ArrayLike<number>) => Array.from(samples).reduce((a, b) => a + b, 0);

describe('published vectors', () => {
  test('up-projection 2 to 3 channels', async () => {
    const subject = filled((model, x) => upProjection(model, 'up', x, { out: 3 }), [1, 2, 3, 3]);
    const inferred = await inferNetwork(subject, 'reference');
    const row = [0.004336122, 0.008841665, 0, 0.003437581, 0.013618955, 0.014710784];
    row.forEach((v, i) => {
      expect(inferred[i]).toBeCloseTo(v, 6);
    });
    expect(sum(inferred)).toBeCloseTo(1.856642248, 5);
    expect(sum((await runNetwork(subject, 'reference')).value)).toBeCloseTo(54.699635012, 4);
  });

  test('dense layer with bottleneck', async () => {
    const layer: Network = (model, x) => denseLayer(model, 'dense', x, { growth: 3, bottleneck: 6 });
    const inferred = await inferNetwork(filled(layer, [1, 2, 3, 3]), 'reference');
    expect(sum(inferred)).toBeCloseTo(2.034647766, 5);
    [-0.2816816, -0.245083811, 0.014802902].forEach((v, i) => {
      expect(inferred[4 * 9 + i]).toBeCloseTo(v, 6);
    });
  });
});

describe('layers refuse what they cannot do', () => {
  const declare = (network: Network, shape: Shape) => () => declareNetwork(network, shape);

  test.each([
    [
      'channels that do not fall into groups',
      declare((m, x) => convLayer(m, 'c', x, { out: 4, kernel: 3, groups: 2 }), [1, 3, 8, 8]),
      /c: \[1, 3, 8, 8\] are not images whose channels fall into 2 group/,
    ],
    [
      'one sample per channel',
      declare((m, x) => batchNormLayer(m, 'n', x), [1, 3, 1, 1]),
      /n: \[1, 3, 1, 1\] holds one sample per channel/,
    ],
    ['a vector without batch', declare((m, x) => linearLayer(m, 'l', x, { out: 2 }), [3]), /flatten images/],
    [
      'one name for two shapes',
      declare(
        (m, x) => convLayer(m, 'c', convLayer(m, 'c', x, { out: 4, kernel: 1 }), { out: 4, kernel: 1 }),
        [1, 3, 8, 8],
      ),
      /c\.weight is asked for with shape \[4, 4, 1, 1\] and exists with \[4, 3, 1, 1\]/,
    ],
  ])('%s', (_, build, message) => {
    expect(build).toThrow(message);
  });
});
