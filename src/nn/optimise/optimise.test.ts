import { Tensor as OrtTensor } from 'onnxruntime-node';
import { describe, expect, test } from 'vitest';
import { available, python, run } from '../../../test/support/requirements.js';
import { createRng } from '../../core/rng.js';
import { emitSlice } from '../emit/slice.js';
import { Graph, type Target } from '../graph/graph.js';
import { writeModel } from '../onnx/write-model.js';
import { createSession } from '../runtime/session.node.js';
import { adam } from './adam.js';
import { adamw } from './adamw.js';
import { clipByNorm, gradientNorm } from './gradient-norm.js';
import type { Optimiser } from './optimiser.js';

const STEPS = 10;
const RATE = 0.05;
const SIZE = 6;
const LIMIT = 1.5;

const rng = createRng(5);
const start = Array.from({ length: SIZE }, () => rng.normal());
const gradients = Array.from({ length: STEPS }, () => Array.from({ length: SIZE }, () => rng.normal()));

/** Parameters after every step, with gradients from outside. */
async function descend(optimiser: Optimiser, target: Target, limit?: number): Promise<number[][]> {
  const graph = new Graph(target);
  const flat = (name: string) => graph.input(name, [SIZE]);
  const [parameters, gradient] = [flat('parameters'), flat('gradient')];
  const slots = optimiser.slots.map(flat);
  const rates = graph.input('rates', [optimiser.rateCount]);
  const each = Array.from({ length: optimiser.rateCount }, (_, i) =>
    emitSlice(rates, [{ axis: 0, from: i, to: i + 1 }]),
  );
  const used = limit === undefined ? gradient : clipByNorm(gradient, gradientNorm(gradient), limit);
  const next = optimiser.update({ parameters, slots }, used, each);
  graph.output('parameters.next', next.parameters);
  next.slots.forEach((slot, i) => {
    graph.output(`${optimiser.slots[i]}.next`, slot);
  });
  const session = await createSession(writeModel(graph.toModel()));
  const tensor = (values: readonly number[]) =>
    graph.float === 'float64'
      ? new OrtTensor('float64', Float64Array.from(values), [values.length])
      : new OrtTensor('float32', Float32Array.from(values), [values.length]);
  let state: Record<string, OrtTensor> = { parameters: tensor(start) };
  for (const slot of optimiser.slots) state[slot] = tensor(start.map(() => 0));
  const path: number[][] = [];
  for (const [step, g] of gradients.entries()) {
    const feeds = { ...state, gradient: tensor(g), rates: tensor(optimiser.rates(step, RATE)) };
    const result = await session.run(feeds);
    state = Object.fromEntries(Object.keys(state).map((name) => [name, result[`${name}.next`]!]));
    path.push(Array.from(state.parameters!.data as Float64Array));
  }
  await session.release();
  return path;
}

const cases = [
  { name: 'adam', optimiser: adam(), torch: 'Adam([w], lr=0.05)' },
  {
    name: 'adam with other constants',
    optimiser: adam({ beta1: 0.5, beta2: 0.99, epsilon: 1e-3 }),
    torch: 'Adam([w], lr=0.05, betas=(0.5, 0.99), eps=1e-3)',
  },
  {
    name: 'adamw',
    optimiser: adamw({ decay: 0.1 }),
    torch: 'AdamW([w], lr=0.05, weight_decay=0.1)',
  },
  {
    name: 'adam with clipped gradients',
    optimiser: adam(),
    limit: LIMIT,
    torch: 'Adam([w], lr=0.05)',
  },
] as const;

/** What torch 1.13 gives (float64) after the tenth step, for where torch is not installed. */
const RECORDED: Readonly<Record<string, readonly number[]>> = {
  adam: [
    1.7102773323720513, 0.6908578519711516, 0.9901212447652612, 1.3691748926144514, -0.7836881373860812,
    1.0353913971524848,
  ],
  'adam with other constants': [
    1.6485864074839083, 0.6540722243642163, 0.9533975905144839, 1.3507635638912125, -0.6731271843688632,
    1.0493497706001382,
  ],
  adamw: [
    1.6290765652278028, 0.6567236394599418, 0.9398827992496741, 1.3025884073670235, -0.7522492816879177,
    0.9917345463002741,
  ],
  'adam with clipped gradients': [
    1.7146651433904292, 0.7290733046608614, 0.959676724156356, 1.312904464542393, -0.763216328970007,
    1.013196061689174,
  ],
};

const largest = (a: readonly number[], b: readonly number[]): number =>
  Math.max(...a.map((v, i) => Math.abs(v - b[i]!)));

const TORCH = `
import json, sys, torch
case = json.load(sys.stdin)
torch.set_default_dtype(torch.float64)
w = torch.tensor(case['start'], requires_grad=True)
optimiser = eval('torch.optim.' + case['torch'])
path = []
for g in case['gradients']:
    w.grad = torch.tensor(g)
    if case['limit']: torch.nn.utils.clip_grad_norm_([w], case['limit'])
    optimiser.step()
    path.append(w.tolist())
print(json.dumps(path))
`;

describe.each(cases)('$name', (item) => {
  const limit = 'limit' in item ? item.limit : undefined;

  test('ends where torch ended', async () => {
    const [double, single] = [
      await descend(item.optimiser, 'reference', limit),
      await descend(item.optimiser, 'cpu', limit),
    ];
    expect(largest(double[STEPS - 1]!, RECORDED[item.name]!)).toBeLessThan(1e-12);
    expect(largest(single[STEPS - 1]!, RECORDED[item.name]!)).toBeLessThan(1e-6);
  });

  test.skipIf(!available('torch'))('equals torch.optim at every step', async () => {
    const input = JSON.stringify({ start, gradients, torch: item.torch, limit: limit ?? 0 });
    const expected = JSON.parse(run(python, ['-c', TORCH], input)) as number[][];
    const path = await descend(item.optimiser, 'reference', limit);
    path.forEach((parameters, step) => {
      expect(largest(parameters, expected[step]!), `step ${step}`).toBeLessThan(1e-12);
    });
  });
});

test('the norm of a gradient longer than a row', async () => {
  const values = Float32Array.from({ length: 2500 }, () => rng.normal());
  const graph = new Graph('cpu');
  const gradient = graph.input('gradient', [values.length]);
  const norm = gradientNorm(gradient);
  graph.output('norm', norm);
  graph.output('clipped', clipByNorm(gradient, norm, 1000));
  const session = await createSession(writeModel(graph.toModel()));
  const result = await session.run({ gradient: new OrtTensor('float32', values, [values.length]) });
  expect(result.norm!.data[0]).toBeCloseTo(Math.sqrt(values.reduce((sum, v) => sum + v * v, 0)), 4);
  // Shorter than the limit: untouched.
  expect(result.clipped!.data).toEqual(values);
  await session.release();
});
