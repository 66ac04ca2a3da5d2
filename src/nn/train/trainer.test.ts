import { describe, expect, test } from 'vitest';
import { meanSquare, perceptron } from '../../../test/support/perceptron.js';
import { available, python, run } from '../../../test/support/requirements.js';
import { createRng } from '../../core/rng.js';
import type { Network } from '../model/context.js';
import { declareNetwork } from '../model/declare.js';
import { add } from '../ops/add.js';
import { subtract } from '../ops/subtract.js';
import { adam } from '../optimise/adam.js';
import { adamw } from '../optimise/adamw.js';
import type { NetworkDefinition } from './bound-network.js';
import { initialState } from './initial-state.js';
import { buildSingleNetwork } from './single-network.js';
import { buildStepGraph } from './step-graph.js';
import type { StepReport } from './trainer.js';
import { createTrainer } from './trainer.node.js';

const BATCH = 8;
const WIDTH = 3;

const define = (network: Network): NetworkDefinition => ({
  network,
  declaration: declareNetwork(network, [BATCH, WIDTH]),
});

const rng = createRng(11);
const noise = (size: number) => Float32Array.from({ length: size }, () => rng.normal());

/** The network as torch code on a dict `w` of named tensors. */
const TORCH_NETWORK = `
import json, sys, torch
torch.set_default_dtype(torch.float64)
case = json.load(sys.stdin)
def named(flat, entries):
    return {e['name']: torch.tensor(flat[e['offset']:e['offset'] + e['size']]).reshape(e['shape']).requires_grad_() for e in entries}
def perceptron(w, x, running=None):
    h = torch.tanh(x @ w['A'] + w['a'])
    if running is not None: running[0] = 0.9 * running[0] + 0.1 * h.detach().mean(0)
    return h @ w['B'] + w['b']
def flat(w): return torch.cat([p.detach().flatten() for p in w.values()]).tolist()
`;

const norm = (a: ArrayLike<number>, b: ArrayLike<number>): number => {
  const pairs = Array.from(a, (v, i) => [v, b[i]!] as const);
  return Math.hypot(...pairs.map(([p, q]) => p - q)) / Math.hypot(...pairs.map(([, q]) => q));
};

describe('one network', () => {
  const definition = define(perceptron(5, 2));
  const graphs = buildSingleNetwork({
    target: 'cpu',
    name: 'net',
    definition,
    batch: { x: [BATCH, WIDTH], y: [BATCH, 2] },
    inputs: ['x'],
    loss: (prediction, { y }) => meanSquare(subtract(prediction, y!)),
    optimiser: adam(),
    clip: 0.5,
    average: 0.8,
  });
  const state = initialState([graphs.step], { net: definition }, 3);
  const setup = {
    phases: [{ name: 'fit', graph: graphs.step }],
    evaluation: graphs.evaluation,
    state,
    device: 'cpu',
    threads: 1,
  } as const;
  const batches = Array.from({ length: 10 }, () => ({ x: noise(BATCH * WIDTH), y: noise(BATCH * 2) }));

  test.skipIf(!available('torch'))(
    'ten steps equal torch: loss, norm, parameters, running mean, statistics',
    async () => {
      const trainer = await createTrainer(setup);
      const reports: StepReport[] = [];
      for (const [step, batch] of batches.entries()) {
        reports.push((await trainer.iterate({ ...batch }, { fit: adam().rates(step, 0.02) })).fit!);
      }
      const final = await trainer.readState();
      await trainer.close();

      const script = `${TORCH_NETWORK}
w = named(case['start'], case['entries']); mean = [torch.zeros(5)]; average = [p.detach().clone() for p in w.values()]
optimiser = torch.optim.Adam(w.values(), lr=0.02)
losses, norms = [], []
for batch in case['batches']:
    loss = ((perceptron(w, torch.tensor(batch['x']).reshape(8, 3), mean) - torch.tensor(batch['y']).reshape(8, 2)) ** 2).mean()
    optimiser.zero_grad(); loss.backward()
    norms.append(float(torch.nn.utils.clip_grad_norm_(w.values(), 0.5)))
    optimiser.step(); losses.append(float(loss))
    average = [0.8 * a + 0.2 * p.detach() for a, p in zip(average, w.values())]
print(json.dumps({'losses': losses, 'norms': norms, 'w': flat(w), 'mean': mean[0].tolist(), 'average': torch.cat([a.flatten() for a in average]).tolist()}))`;
      const input = {
        start: Array.from(state['net.parameters']!),
        entries: definition.declaration.parameters.entries,
        batches: batches.map(({ x, y }) => ({ x: Array.from(x), y: Array.from(y) })),
      };
      const torch = JSON.parse(run(python, ['-c', script], JSON.stringify(input))) as Record<
        'losses' | 'norms' | 'w' | 'mean' | 'average',
        number[]
      >;
      const metric = (name: string) => reports.map((report) => report.metrics[name]!);
      expect(norm(metric('loss'), torch.losses)).toBeLessThan(1e-6);
      expect(norm(metric('gradientNorm'), torch.norms)).toBeLessThan(1e-6);
      expect(norm(final['net.parameters']!, torch.w)).toBeLessThan(1e-6);
      expect(norm(final['net.state']!, torch.mean)).toBeLessThan(1e-6);
      expect(norm(final['net.average']!, torch.average)).toBeLessThan(1e-6);
    },
  );

  test('evaluation gives the loss of the next step, leaves the state alone, and can use the running mean', async () => {
    const trainer = await createTrainer(setup);
    const [batch] = batches;
    for (let step = 0; step < 3; step++) {
      await trainer.iterate({ ...batch! }, { fit: adam().rates(step, 0.1) });
    }
    const before = await trainer.readState();
    const { metrics, outputs } = await trainer.evaluate({ ...batch! }, { outputs: ['prediction'] });
    const averaged = await trainer.evaluate({ ...batch! }, { average: true });
    expect(outputs.prediction!.length).toBe(BATCH * 2);
    expect(averaged.metrics.loss).not.toBe(metrics.loss);
    expect(await trainer.readState()).toEqual(before);
    const next = await trainer.iterate({ ...batch! }, { fit: adam().rates(3, 0.1) });
    expect(next.fit!.metrics.loss).toBe(metrics.loss);
    await trainer.close();
  });

  test('a loss that is not finite names its phase and leaves the last good state', async () => {
    const trainer = await createTrainer(setup);
    const rates = { fit: adam().rates(0, 0.1) };
    await trainer.iterate({ ...batches[0]! }, rates);
    const good = await trainer.readState();
    const bad = { ...batches[1]!, y: new Float32Array(BATCH * 2).fill(Number.NaN) };
    await expect(trainer.iterate(bad, rates)).rejects.toMatchObject({ code: 'numeric', subject: 'fit' });
    expect(await trainer.readState()).toEqual(good);
    const huge = { ...batches[1]!, y: new Float32Array(BATCH * 2).fill(1e30) };
    await expect(trainer.iterate(huge, rates)).rejects.toThrow(/The loss of fit is Infinity/);
    await trainer.iterate({ ...batches[1]! }, rates);
    await trainer.close();
  });

  test('a batch of another size or without a field is an input error', async () => {
    const trainer = await createTrainer(setup);
    const rates = { fit: adam().rates(0, 0.1) };
    const [{ x, y }] = batches as [(typeof batches)[number]];
    await expect(trainer.iterate({ x }, rates)).rejects.toMatchObject({ code: 'input', subject: 'y' });
    await expect(trainer.iterate({ x: x.subarray(1), y }, rates)).rejects.toThrow(
      /"x" of the batch has to hold 24 samples \[8, 3\]; it holds 23/,
    );
    await trainer.close();
  });

  test('one batch again and again: the loss goes to zero', async () => {
    const trainer = await createTrainer(setup);
    let loss = 1;
    // Eight samples, 32 parameters.
    for (let step = 0; step < 3000; step++) {
      const rate = 0.02 * (1 - step / 3000);
      loss = (await trainer.iterate({ ...batches[0]! }, { fit: adam().rates(step, rate) })).fit!.metrics
        .loss!;
    }
    expect(loss).toBeLessThan(1e-4);
    await trainer.close();
  });
});

describe('a generator and its critic', () => {
  const generator = define(perceptron(4, WIDTH));
  const critic = define(perceptron(6, 1));
  const networks = { generator, critic };
  const common = {
    target: 'cpu',
    networks,
    batch: { z: [BATCH, WIDTH], real: [BATCH, WIDTH] },
  } as const;
  const phases = [
    {
      name: 'judge',
      graph: buildStepGraph({
        ...common,
        trains: 'critic',
        optimiser: adamw({ decay: 0.1 }),
        objective: (call, { z, real }) => ({
          loss: add(
            meanSquare(subtract(call.critic!(real!), 1)),
            meanSquare(call.critic!(call.generator!(z!))),
          ),
        }),
      }),
    },
    {
      name: 'make',
      graph: buildStepGraph({
        ...common,
        trains: 'generator',
        optimiser: adam({ beta1: 0.5 }),
        objective: (call, { z }) => ({
          loss: meanSquare(subtract(call.critic!(call.generator!(z!)), 1)),
        }),
      }),
    },
  ];
  const state = initialState(
    phases.map(({ graph }) => graph),
    networks,
    8,
  );

  test.skipIf(!available('torch'))(
    'alternate as in torch, each with its own optimiser and statistics',
    async () => {
      const trainer = await createTrainer({ phases, evaluation: null, state, device: 'cpu', threads: 1 });
      const batches = Array.from({ length: 6 }, () => ({
        z: noise(BATCH * WIDTH),
        real: noise(BATCH * WIDTH),
      }));
      const losses: number[] = [];
      for (const [step, batch] of batches.entries()) {
        const rates = {
          judge: adamw({ decay: 0.1 }).rates(step, 0.03),
          make: adam({ beta1: 0.5 }).rates(step, 0.01),
        };
        const { judge, make } = await trainer.iterate({ ...batch }, rates);
        losses.push(judge!.metrics.loss!, make!.metrics.loss!);
      }
      const final = await trainer.readState();
      await trainer.close();

      const script = `${TORCH_NETWORK}
g = named(case['generator'], case['generatorEntries']); d = named(case['critic'], case['criticEntries'])
gm, dm = [torch.zeros(4)], [torch.zeros(6)]
og = torch.optim.Adam(g.values(), lr=0.01, betas=(0.5, 0.999)); od = torch.optim.AdamW(d.values(), lr=0.03, weight_decay=0.1)
losses = []
for batch in case['batches']:
    z, real = (torch.tensor(batch[k]).reshape(8, 3) for k in ('z', 'real'))
    loss = ((perceptron(d, real, dm) - 1) ** 2).mean() + (perceptron(d, perceptron(g, z).detach(), dm) ** 2).mean()
    od.zero_grad(); loss.backward(); od.step(); losses.append(float(loss))
    loss = ((perceptron(d, perceptron(g, z, gm)) - 1) ** 2).mean()
    og.zero_grad(); loss.backward(); og.step(); losses.append(float(loss))
print(json.dumps({'losses': losses, 'g': flat(g), 'd': flat(d), 'gm': gm[0].tolist(), 'dm': dm[0].tolist()}))`;
      const input = {
        generator: Array.from(state['generator.parameters']!),
        generatorEntries: generator.declaration.parameters.entries,
        critic: Array.from(state['critic.parameters']!),
        criticEntries: critic.declaration.parameters.entries,
        batches: batches.map(({ z, real }) => ({ z: Array.from(z), real: Array.from(real) })),
      };
      const torch = JSON.parse(run(python, ['-c', script], JSON.stringify(input))) as Record<
        'losses' | 'g' | 'd' | 'gm' | 'dm',
        number[]
      >;
      expect(norm(losses, torch.losses)).toBeLessThan(1e-6);
      expect(norm(final['generator.parameters']!, torch.g)).toBeLessThan(1e-6);
      expect(norm(final['critic.parameters']!, torch.d)).toBeLessThan(1e-6);
      expect(norm(final['generator.state']!, torch.gm)).toBeLessThan(1e-6);
      expect(norm(final['critic.state']!, torch.dm)).toBeLessThan(1e-6);
    },
  );

  test('a phase that fails takes back the phases before it', async () => {
    const trainer = await createTrainer({ phases, evaluation: null, state, device: 'cpu', threads: 1 });
    const rates = { judge: [0.1, 1, 1], make: [0.1, 1] };
    await trainer.iterate({ z: noise(24), real: noise(24) }, rates);
    const good = await trainer.readState();
    const broken = { judge: [0.1, 1, 1], make: [0.1, 1] };
    // The critic's step makes its weights infinite; only the generator's loss shows it.
    broken.judge[2] = Number.POSITIVE_INFINITY;
    await expect(trainer.iterate({ z: noise(24), real: noise(24) }, broken)).rejects.toMatchObject({
      code: 'numeric',
      subject: 'make',
    });
    expect(await trainer.readState()).toEqual(good);
    await trainer.close();
  });

  test('a network that is to be trained but is not there', () => {
    expect(() =>
      buildStepGraph({
        ...common,
        trains: 'nobody',
        optimiser: adam(),
        objective: (call, { z }) => ({ loss: meanSquare(call.generator!(z!)) }),
      }),
    ).toThrow(/no network "nobody"/);
  });

  test('a loss that is no scalar', () => {
    expect(() =>
      buildStepGraph({
        ...common,
        trains: 'generator',
        optimiser: adam(),
        objective: (call, { z }) => ({ loss: call.generator!(z!) }),
      }),
    ).toThrow(/loss has to be a scalar and is \[8, 3\]/);
  });
});
