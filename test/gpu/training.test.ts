import '../support/software-gpu.js';
import { describe, expect, test } from 'vitest';
import { createRng } from '../../src/core/rng.js';
import { unet } from '../../src/networks/unet/unet.js';
import { l1Loss } from '../../src/nn/losses/l1.js';
import { declareNetwork } from '../../src/nn/model/declare.js';
import { adam } from '../../src/nn/optimise/adam.js';
import { initialState } from '../../src/nn/train/initial-state.js';
import { buildSingleNetwork } from '../../src/nn/train/single-network.js';
import type { TrainerSetup } from '../../src/nn/train/trainer.js';
import { createTrainer } from '../../src/nn/train/trainer.node.js';

const SHAPE = [2, 1, 32, 32];
const STEPS = 10;
const optimiser = adam();
// All five levels: their 52 tensors are more than a GPU binds at once.
const network = unet({ levels: 5, base: 2 });
const definition = { network, declaration: declareNetwork(network, SHAPE) };

const rng = createRng(1);
const noise = () => Float32Array.from({ length: 2 * 32 * 32 }, () => rng.normal());
const batches = Array.from({ length: STEPS }, () => ({ x: noise(), y: noise() }));

function setupOn(device: TrainerSetup['device']): TrainerSetup {
  const { step, evaluation } = buildSingleNetwork({
    ...{ target: device, name: 'net', definition, optimiser, inputs: ['x'] },
    batch: { x: SHAPE, y: SHAPE },
    loss: (prediction, { y }) => l1Loss(prediction, y!, null),
    ...{ clip: 0.5, average: 0.9 },
  });
  const state = initialState([step], { net: definition }, 1);
  return { phases: [{ name: 'fit', graph: step }], evaluation, state, device, threads: 1 };
}

async function trainOn(device: TrainerSetup['device']) {
  const trainer = await createTrainer(setupOn(device));
  const losses: number[] = [];
  for (const [step, batch] of batches.entries()) {
    const { fit } = await trainer.iterate(batch, { fit: optimiser.rates(step, 1e-3) });
    losses.push(fit!.metrics.loss!);
  }
  const evaluation = await trainer.evaluate(batches[0]!, { average: true, outputs: ['prediction'] });
  const state = await trainer.readState();
  const bad = { ...batches[1]!, y: new Float32Array(2 * 32 * 32).fill(Number.NaN) };
  const failure: unknown = await trainer.iterate(bad, { fit: optimiser.rates(STEPS, 1e-3) }).catch((e) => e);
  const stateAfterFailure = await trainer.readState();
  await trainer.close();
  return { losses, evaluation, state, failure, stateAfterFailure };
}

/** A session without an adapter says so; with one, it has to run the whole step. */
const gpu = await trainOn('webgpu').catch((error: Error) => {
  if (!error.message.includes('adapter')) throw error;
  if ((process.env.CUESTA_REQUIRE ?? '').split(',').includes('chromium')) throw error;
  console.warn('skipping tests: ONNX Runtime finds no WebGPU adapter (apt-get install chromium libvulkan1)');
  return null;
});

const distance = (a: ArrayLike<number>, b: ArrayLike<number>): number => {
  const pairs = Array.from(a, (v, i) => [v, b[i]!] as const);
  return Math.hypot(...pairs.map(([p, q]) => p - q)) / Math.hypot(...pairs.map(([, q]) => q));
};

describe.skipIf(gpu === null)(
  'ten steps on the GPU, with the state in its buffers and no node on the CPU',
  () => {
    test('give the losses, the state and the predictions of the CPU', async () => {
      const cpu = await trainOn('cpu');
      gpu!.losses.forEach((loss, step) => {
        expect(Math.abs(loss - cpu.losses[step]!), `step ${step}`).toBeLessThan(1e-5);
      });
      expect(Object.keys(gpu!.state)).toEqual(Object.keys(cpu.state));
      // Adam divides by the size of gradients, so that a weight with next to none may go either way.
      expect(distance(gpu!.state['net.parameters']!, cpu.state['net.parameters']!)).toBeLessThan(1e-3);
      expect(distance(gpu!.state['net.state']!, cpu.state['net.state']!)).toBeLessThan(1e-4);
      expect(distance(gpu!.evaluation.outputs.prediction!, cpu.evaluation.outputs.prediction!)).toBeLessThan(
        1e-3,
      );
    });

    test('and a step that fails leaves the last good state', () => {
      expect(gpu!.failure).toMatchObject({ code: 'numeric' });
      expect(gpu!.stateAfterFailure).toEqual(gpu!.state);
    });
  },
);
