import type { InferenceSession, Tensor as OrtTensor } from 'onnxruntime-node';
import { MOMENTUM } from '../layers/batch-norm.js';
import { createSession, loadRuntime } from '../runtime/session.node.js';
import { createCpuState, createGpuState, type DeviceState } from './device-state.node.js';
import type { FlatValues } from './initial-state.js';
import type { StepGraph } from './step-graph.js';
import { checkBatch, checkFinite, type StepReport, type Trainer, type TrainerSetup } from './trainer.js';

interface OpenGraph {
  readonly graph: StepGraph;
  readonly session: InferenceSession;
}

/** A trainer in this thread, which it blocks while a step runs; {@link startTrainer} puts one into a thread of its own. */
export async function createTrainer(setup: TrainerSetup): Promise<Trainer> {
  const { Tensor } = await loadRuntime();
  const open = async (graph: StepGraph): Promise<OpenGraph> => ({
    graph,
    session: await createSession(graph.model, {
      ...{ device: setup.device, threads: setup.threads, spinning: setup.spinning ?? setup.threads > 1 },
      keepOnDevice: setup.device === 'webgpu' ? graph.updates.map((name) => `${name}.next`) : [],
    }),
  });
  const phases: (OpenGraph & { name: string })[] = [];
  for (const { name, graph } of setup.phases) phases.push({ name, ...(await open(graph)) });
  const evaluation = setup.evaluation === null ? null : await open(setup.evaluation);
  const statistics = setup.statistics ? await open(setup.statistics) : null;
  const state = await (setup.device === 'webgpu' ? createGpuState : createCpuState)(setup.state);
  const tensorOf = (data: Float32Array, shape: readonly number[]): OrtTensor =>
    new Tensor('float32', data, shape);
  const batchFeeds = ({ batch: shapes }: StepGraph, batch: FlatValues): Record<string, OrtTensor> =>
    Object.fromEntries(
      Object.entries(shapes).map(([field, shape]) => [`batch.${field}`, tensorOf(batch[field]!, shape)]),
    );

  return {
    async iterate(batch, rates) {
      const reports: Record<string, StepReport> = {};
      try {
        for (const phase of phases) {
          checkBatch(phase.graph, batch);
          const feeds = batchFeeds(phase.graph, batch);
          feeds.rates = tensorOf(Float32Array.from(rates[phase.name]!), [phase.graph.rateCount]);
          reports[phase.name] = await runStep(phase, state, feeds);
          checkFinite(phase.name, reports[phase.name]!.metrics);
        }
        state.commit();
        return reports;
      } catch (error) {
        state.rollback();
        throw error;
      }
    },
    async evaluate(batch, { average = false, outputs = [] } = {}) {
      if (evaluation === null) throw new Error('this trainer has no evaluation graph');
      const { graph, session } = evaluation;
      checkBatch(graph, batch);
      const feeds = batchFeeds(graph, batch);
      for (const { name, kind, network } of graph.state) {
        feeds[name] = state.tensor(average && kind === 'parameters' ? `${network}.average` : name);
      }
      const wanted = outputs.map((name) => `output.${name}`);
      const results = await session.run(feeds, ['loss', ...metricNames(graph), ...wanted]);
      return reportOf(graph, results, outputs);
    },
    async statistics(batch, { average = false } = {}) {
      if (statistics === null) throw new Error('this trainer has no statistics graph');
      const { graph, session } = statistics;
      checkBatch(graph, batch);
      const feeds = batchFeeds(graph, batch);
      for (const { name, kind, network, size } of graph.state) {
        if (kind === 'state') feeds[name] = tensorOf(new Float32Array(size), [size]);
        else feeds[name] = state.tensor(average ? `${network}.average` : name);
      }
      const results = await session.run(
        feeds,
        graph.updates.map((name) => `${name}.next`),
      );
      // From zeros, a batch moves them to this part of its own.
      const whole = (next: OrtTensor): Float32Array =>
        (next.data as Float32Array).map((value) => value / MOMENTUM);
      return Object.fromEntries(graph.updates.map((name) => [name, whole(results[`${name}.next`]!)]));
    },
    async writeState(values) {
      for (const [name, data] of Object.entries(values)) await state.write(name, data);
    },
    readState: () => state.read(),
    async close() {
      await state.release();
      for (const graph of [...phases, evaluation, statistics]) await graph?.session.release();
    },
  };
}

const metricNames = ({ metrics }: StepGraph): string[] => metrics.map((name) => `metric.${name}`);

async function runStep(
  { graph, session }: OpenGraph,
  state: DeviceState,
  feeds: Record<string, OrtTensor>,
): Promise<StepReport> {
  for (const { name } of graph.state) feeds[name] = state.tensor(name);
  const fetches: Record<string, OrtTensor | null> = { loss: null };
  for (const name of metricNames(graph)) fetches[name] = null;
  for (const name of graph.updates) fetches[`${name}.next`] = state.destination(name);
  const results = await session.run(feeds, fetches);
  for (const name of graph.updates) state.update(name, fetches[`${name}.next`] ?? results[`${name}.next`]!);
  return reportOf(graph, results, []);
}

function reportOf(
  { metrics }: StepGraph,
  results: InferenceSession.OnnxValueMapType,
  outputs: readonly string[],
): StepReport {
  const scalar = (name: string): number => (results[name]!.data as Float32Array)[0]!;
  return {
    metrics: {
      loss: scalar('loss'),
      ...Object.fromEntries(metrics.map((name) => [name, scalar(`metric.${name}`)])),
    },
    outputs: Object.fromEntries(
      outputs.map((name) => [name, Float32Array.from(results[`output.${name}`]!.data as Float32Array)]),
    ),
  };
}
