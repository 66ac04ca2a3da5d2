import { abs } from '../../src/nn/ops/abs.js';
import { reduceMean } from '../../src/nn/ops/reduce-mean.js';
import { subtract } from '../../src/nn/ops/subtract.js';
import { adam } from '../../src/nn/optimise/adam.js';
import { buildSingleNetwork } from '../../src/nn/train/single-network.js';
import { createTrainer } from '../../src/nn/train/trainer.node.js';
import type { NetworkCase } from './run-network.js';

/** Losses of Adam steps on the mean distance to the seed of the case, always with its input. */
export async function trainNetwork(
  { network, declaration, parameters, state, input, seed }: NetworkCase,
  { steps, learningRate }: { readonly steps: number; readonly learningRate: number },
): Promise<number[]> {
  const optimiser = adam();
  const { step } = buildSingleNetwork({
    target: 'cpu',
    name: 'net',
    definition: { network, declaration },
    batch: { input: declaration.inputs[0]!, seed: declaration.output },
    inputs: ['input'],
    loss: (prediction, batch) => reduceMean(abs(subtract(prediction, batch.seed!))),
    optimiser,
  });
  const slots = Object.fromEntries(
    optimiser.slots.map((slot) => [`net.${slot}`, new Float32Array(parameters.length)]),
  );
  const trainer = await createTrainer({
    phases: [{ name: 'net', graph: step }],
    evaluation: null,
    state: { 'net.parameters': parameters.slice(), 'net.state': state.slice(), ...slots },
    device: 'cpu',
    threads: 1,
  });
  const losses: number[] = [];
  for (let i = 0; i < steps; i++) {
    const batch = { input: input.slice(), seed: seed.slice() };
    const report = await trainer.iterate(batch, { net: optimiser.rates(i, learningRate) });
    losses.push(report.net!.metrics.loss!);
  }
  await trainer.close();
  return losses;
}
