/** chen2022-worker.mjs train|infer full|compact|small BATCH THREADS RUNS: figures of steps as JSON, for chen2022.bench.mjs. */
import { chen2022 } from '../dist/networks/chen2022/chen2022.js';
import { chen2022Schema } from '../dist/networks/chen2022/config.js';
import { chen2022Loss, chen2022LossSchema } from '../dist/networks/chen2022/loss.js';
import { Graph } from '../dist/nn/graph/graph.js';
import { bindConstants } from '../dist/nn/model/bind-constants.js';
import { declareNetwork } from '../dist/nn/model/declare.js';
import { initialValues } from '../dist/nn/model/registry.js';
import { writeModel } from '../dist/nn/onnx/write-model.js';
import { adamw } from '../dist/nn/optimise/adamw.js';
import { createSession, loadRuntime } from '../dist/nn/runtime/session.node.js';
import { initialState } from '../dist/nn/train/initial-state.js';
import { buildSingleNetwork } from '../dist/nn/train/single-network.js';
import { createTrainer } from '../dist/nn/train/trainer.node.js';
import { median, round } from './measure.mjs';

const [mode, size] = process.argv.slice(2);
const [batch, threads, runs] = process.argv.slice(4).map(Number);
const shape = [batch, 1, 256, 320];
const samples = batch * 256 * 320;
const network = chen2022(chen2022Schema.parse({ type: 'chen2022', size }));
const declaration = declareNetwork(network, shape, shape);
const wave = (k) => Float32Array.from({ length: samples }, (_, i) => 1.5 + Math.sin(0.01 * k * i));

const { step, flops } = await (mode === 'train' ? openTraining() : openInference());
await step();
const times = [];
for (let i = 0; i < runs; i++) {
  const cpu = process.cpuUsage();
  const start = performance.now();
  await step();
  const seconds = (performance.now() - start) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  times.push({ seconds, cpuSeconds: (user + system) / 1e6 });
}
const seconds = median(times.map((time) => time.seconds));
console.log(
  JSON.stringify({
    seconds: round(seconds),
    cpuSeconds: round(median(times.map((time) => time.cpuSeconds))),
    samplesPerSecond: round(batch / seconds),
    megapixelsPerSecond: round(samples / seconds / 1e6),
    gflops: round(flops / seconds / 1e9),
    peakMiB: Math.round(process.resourceUsage().maxRSS / 1024),
  }),
);

async function openTraining() {
  const optimiser = adamw();
  const definition = { network, declaration };
  const { step: graph } = buildSingleNetwork({
    ...{ target: 'cpu', name: 'net', definition, optimiser, inputs: ['image', 'coarse'], clip: 10 },
    batch: { image: shape, coarse: shape, height: shape },
    loss: (y, { height }) => chen2022Loss(y, height, null, chen2022LossSchema.parse({})),
  });
  const trainer = await createTrainer({
    phases: [{ name: 'net', graph }],
    evaluation: null,
    state: initialState([graph], { net: definition }, 1),
    ...{ device: 'cpu', threads, spinning: threads > 1 },
  });
  const batchFields = { image: wave(1), coarse: wave(2), height: wave(3) };
  let count = 0;
  // The trainer refuses losses and gradients that are not finite.
  const step = () => trainer.iterate(batchFields, { net: optimiser.rates(count++, 1e-4) });
  return { step, flops: graph.flops };
}

async function openInference() {
  const { Tensor } = await loadRuntime();
  const weights = (registry) => ({ registry, values: initialValues(registry, 1) });
  const graph = new Graph('cpu');
  const model = bindConstants(graph, {
    parameters: weights(declaration.parameters),
    state: weights(declaration.state),
  });
  graph.output('y', network(model, graph.input('image', shape), graph.input('coarse', shape)));
  const session = await createSession(writeModel(graph.toModel()), { threads, spinning: threads > 1 });
  const feeds = {
    image: new Tensor('float32', wave(1), shape),
    coarse: new Tensor('float32', wave(2), shape),
  };
  return { step: () => session.run(feeds), flops: graph.flops };
}
