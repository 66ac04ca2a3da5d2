import { expect, test } from 'vitest';
import { declareNetwork } from '../../nn/model/declare.js';
import { adamw } from '../../nn/optimise/adamw.js';
import { initialState } from '../../nn/train/initial-state.js';
import { buildSingleNetwork } from '../../nn/train/single-network.js';
import { createTrainer } from '../../nn/train/trainer.node.js';
import { jspsrSchema } from './config.js';
import { jspsr } from './jspsr.js';
import { jspsrLoss, jspsrLossSchema } from './loss.js';

const shape = [2, 1, 16, 16];
const field = (channels: number, value: (x: number, y: number) => number) =>
  Float32Array.from({ length: 2 * channels * 256 }, (_, i) => value(i % 16, Math.floor(i / 16) % 16));
const dem = field(1, (x, y) => Math.sin(0.4 * x) + 0.1 * y);
const image = field(3, (x) => (x < 8 ? 0.2 : 0.8));
// A wood in the right half stands on the ground.
const height = dem.map((h, i) => h - (i % 16 < 8 ? 0 : 1));

test('starts with the coarse heights where the configuration says so, and learns what stands on the ground', async () => {
  const options = jspsrSchema.parse({
    type: 'jspsr',
    features: 4,
    start: 'identity',
    level: 10,
    outside: 'border',
  });
  const network = jspsr(options);
  const definition = { network, declaration: declareNetwork(network, shape, [2, 3, 16, 16]) };
  const optimiser = adamw();
  const { step, evaluation } = buildSingleNetwork({
    ...{ target: 'cpu', name: 'net', definition, optimiser, inputs: ['dem', 'image'], clip: 10 },
    batch: { dem: shape, image: [2, 3, 16, 16], height: shape },
    loss: (y, batch) => jspsrLoss(y, batch.height!, null, jspsrLossSchema.parse({})),
  });
  const trainer = await createTrainer({
    phases: [{ name: 'fit', graph: step }],
    evaluation,
    state: initialState([step], { net: definition }, 1),
    ...{ device: 'cpu', threads: 1 },
  });
  const batch = () => ({ dem: dem.slice(), image: image.slice(), height: height.slice() });
  const { outputs } = await trainer.evaluate(batch(), { outputs: ['prediction'] });
  const furthest = outputs.prediction!.reduce((most, h, i) => Math.max(most, Math.abs(h - dem[i]!)), 0);
  expect(furthest).toBeLessThan(1e-5);
  let first = 0;
  let last = 0;
  for (let i = 0; i < 25; i++) {
    const { fit } = await trainer.iterate(batch(), { fit: optimiser.rates(i, 0.003) });
    last = fit!.metrics.loss!;
    if (i === 0) first = last;
  }
  await trainer.close();
  expect(last).toBeLessThan(first / 2);
});
