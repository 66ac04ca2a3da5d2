/** network-worker.mjs FOLDER train|infer THREADS: steps of the U-Net on a case of network-pairs.mjs, one per line of standard input. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { adam } from '../dist/nn/optimise/adam.js';
import { createSession, loadRuntime } from '../dist/nn/runtime/session.node.js';
import { createTrainer } from '../dist/nn/train/trainer.node.js';
import { unetInference, unetStep } from './unet-graphs.mjs';

const [folder, mode, threads] = process.argv.slice(2);
const floats = (name) => {
  const bytes = readFileSync(join(folder, name));
  return new Float32Array(new Uint8Array(bytes).buffer);
};
const { shape } = JSON.parse(readFileSync(join(folder, 'case.json'), 'utf8'));
const step = mode === 'train' ? await openTraining() : await openInference();

for await (const _ of createInterface({ input: process.stdin })) {
  const cpu = process.cpuUsage();
  const start = performance.now();
  const result = await step();
  const seconds = (performance.now() - start) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  const peakMiB = process.resourceUsage().maxRSS / 1024;
  console.log(JSON.stringify({ seconds, cpuSeconds: (user + system) / 1e6, peakMiB, result }));
}

/** Adam on the mean distance to y; a step's result is its loss. */
async function openTraining() {
  const optimiser = adam();
  const graph = unetStep(shape, optimiser);
  const parameters = floats('parameters');
  const slots = optimiser.slots.map((slot) => [`unet.${slot}`, new Float32Array(parameters.length)]);
  const trainer = await createTrainer({
    phases: [{ name: 'unet', graph }],
    evaluation: null,
    state: { 'unet.parameters': parameters, 'unet.state': floats('state'), ...Object.fromEntries(slots) },
    device: 'cpu',
    threads: Number(threads),
  });
  const batch = { x: floats('x'), y: floats('y') };
  let count = 0;
  return async () => {
    const copy = { x: batch.x.slice(), y: batch.y.slice() };
    const report = await trainer.iterate(copy, { unet: optimiser.rates(count++, 1e-3) });
    return report.unet.metrics.loss;
  };
}

/** The exported network; a step's result is the mean of its output. */
async function openInference() {
  const { Tensor } = await loadRuntime();
  const session = await createSession(unetInference(shape).model, { threads: Number(threads) });
  const x = new Tensor('float32', floats('x'), shape);
  return async () => {
    const { y } = await session.run({ x });
    return y.data.reduce((sum, v) => sum + v, 0) / y.data.length;
  };
}
