import { emitSlice } from '../emit/slice.js';
import { gradients } from '../graph/gradients.js';
import { Graph, type Target, type Tensor } from '../graph/graph.js';
import { type Shape, shapeError, showShape, sizeOf } from '../graph/shape.js';
import { writeModel } from '../onnx/write-model.js';
import { AVERAGE_SLOT, updateAverage } from '../optimise/average.js';
import { clipByNorm, gradientNorm } from '../optimise/gradient-norm.js';
import type { Optimiser } from '../optimise/optimiser.js';
import { type BoundNetwork, bindNetwork, type NetworkDefinition } from './bound-network.js';
import { joinFlat } from './flat.js';

/** What a step minimises, and what it reports. */
export interface Objective {
  readonly loss: Tensor;
  /** Scalars, read after every step. */
  readonly metrics?: Readonly<Record<string, Tensor>>;
  /** Tensors of any shape, read when they are asked for. */
  readonly outputs?: Readonly<Record<string, Tensor>>;
}

/** What a graph is made of: networks by name, the shapes of the batch's fields (batch axis included), and the objective. */
export interface EvaluationSpec {
  readonly target: Target;
  readonly networks: Readonly<Record<string, NetworkDefinition>>;
  readonly batch: Readonly<Record<string, Shape>>;
  objective(
    call: Readonly<Record<string, (...inputs: Tensor[]) => Tensor>>,
    batch: Readonly<Record<string, Tensor>>,
  ): Objective;
}

export interface StepSpec extends EvaluationSpec {
  /** The network whose parameters the step changes. */
  readonly trains: string;
  readonly optimiser: Optimiser;
  /** Longest norm of the gradient. */
  readonly clip?: number;
  /** Decay of a running mean of the parameters, see {@link updateAverage}; kept as `NAME.average`. */
  readonly average?: number;
  /** Networks whose state (running statistics) the step updates; only the trained one when left out. */
  readonly updatesStateOf?: readonly string[];
}

/** A flat float tensor that lives from step to step. */
export interface StateTensor {
  /** `NETWORK.parameters`, `NETWORK.state` or `NETWORK.SLOT`. */
  readonly name: string;
  readonly network: string;
  readonly kind: 'parameters' | 'state' | 'average' | 'slot';
  readonly size: number;
}

/**
 * One training step (or one evaluation) as an ONNX model. Inputs: `batch.FIELD`, the tensors of {@link StepGraph.state} by name, and
 * `rates`. Outputs: `loss`, `metric.NAME`, `output.NAME`, and `STATE.next` for what it updates. Plain data: threads can be sent it.
 */
export interface StepGraph {
  readonly model: Uint8Array;
  readonly batch: Readonly<Record<string, Shape>>;
  readonly state: readonly StateTensor[];
  /** Names of the state tensors that have a `.next`. */
  readonly updates: readonly string[];
  /** Samples of the input `rates`; 0 when there is none. */
  readonly rateCount: number;
  /** Names of scalars, without `metric.`. */
  readonly metrics: readonly string[];
  readonly outputs: Readonly<Record<string, Shape>>;
  /** Operations of convolutions and matrix products, a multiply-add counted as two. */
  readonly flops: number;
  /** Bytes of the float32 tensors that gradients go through: about what a step keeps from its forward to its backward pass. */
  readonly recordedBytes: number;
}

/** Name of the metric that every step reports: the norm of the gradient before it is clipped. */
export const GRADIENT_NORM = 'gradientNorm';

/** One training step: forward, backward, clipping, optimiser, running mean. */
export function buildStepGraph(spec: StepSpec): StepGraph {
  const { graph, bound, state, objective } = begin(spec, { training: true, trains: spec.trains });
  const trained = bound.get(spec.trains);
  if (trained === undefined) throw shapeError('step graph', `there is no network "${spec.trains}" to train`);
  const registry = spec.networks[spec.trains]!.declaration.parameters;
  const updates: string[] = [];
  const metrics: Record<string, Tensor> = { ...objective.metrics };
  graph.unrecorded(() => {
    const gradient = joinFlat(gradients(objective.loss, trained.parameters), registry);
    const norm = gradientNorm(gradient);
    metrics[GRADIENT_NORM] = norm;
    const used = spec.clip === undefined ? gradient : clipByNorm(gradient, norm, spec.clip);
    updates.push(...emitUpdate(spec, trained.flatParameters, used, state));
    updates.push(...emitStates(graph, bound, spec.updatesStateOf ?? [spec.trains]));
  });
  return finish(graph, spec, state, {
    objective: { ...objective, metrics },
    updates,
    rateCount: spec.optimiser.rateCount,
  });
}

/** The objective alone, with networks in evaluation mode: running statistics are used and stay as they are. */
export function buildEvaluationGraph(spec: EvaluationSpec): StepGraph {
  const { graph, state, objective } = begin(spec, { training: false, trains: null });
  return finish(graph, spec, state, { objective, updates: [], rateCount: 0 });
}

/**
 * The forward pass alone, with networks in training mode: what one batch makes of their running statistics. Null where no network has
 * any.
 */
export function buildStatisticsGraph(spec: EvaluationSpec): StepGraph | null {
  const { graph, bound, state, objective } = begin(spec, { training: true, trains: null });
  const updates = emitStates(graph, bound, Object.keys(spec.networks));
  return updates.length === 0 ? null : finish(graph, spec, state, { objective, updates, rateCount: 0 });
}

function begin(
  spec: EvaluationSpec,
  { training, trains }: { readonly training: boolean; readonly trains: string | null },
) {
  const graph = new Graph(spec.target);
  const state: StateTensor[] = [];
  const bound = new Map<string, BoundNetwork>();
  for (const [name, definition] of Object.entries(spec.networks)) {
    const modes = { training, differentiable: name === trains };
    bound.set(name, bindNetwork(graph, name, definition, modes));
    const { parameters, state: running } = definition.declaration;
    state.push({ name: `${name}.parameters`, network: name, kind: 'parameters', size: parameters.size });
    if (running.size > 0)
      state.push({ name: `${name}.state`, network: name, kind: 'state', size: running.size });
  }
  const batch = mapValues(spec.batch, (shape, field) => graph.input(`batch.${field}`, shape));
  const call = Object.fromEntries([...bound].map(([name, network]) => [name, network.call]));
  const objective = spec.objective(call, batch);
  for (const [name, { shape }] of Object.entries({ loss: objective.loss, ...objective.metrics })) {
    if (shape.length > 0)
      throw shapeError('step graph', `${name} has to be a scalar and is ${showShape(shape)}`);
  }
  return { graph, bound, state, objective };
}

/** Emits the running statistics after the batch; returns the names of those that there are. */
function emitStates(
  graph: Graph,
  bound: ReadonlyMap<string, BoundNetwork>,
  networks: readonly string[],
): string[] {
  return networks.flatMap((name) => {
    const next = bound.get(name)?.nextState() ?? null;
    if (next === null) return [];
    graph.output(`${name}.state.next`, next);
    return [`${name}.state`];
  });
}

/** Emits optimiser and running mean; returns the names of what they update and adds their slots to `state`. */
function emitUpdate(
  { trains, optimiser, average }: StepSpec,
  parameters: Tensor,
  gradient: Tensor,
  state: StateTensor[],
): string[] {
  const { graph } = parameters;
  const size = parameters.shape[0]!;
  const slot = (kind: 'slot' | 'average', slotName: string): Tensor => {
    const name = `${trains}.${slotName}`;
    state.push({ name, network: trains, kind, size });
    return graph.input(name, [size]);
  };
  const rates = graph.input('rates', [optimiser.rateCount]);
  const each = Array.from({ length: optimiser.rateCount }, (_, i) =>
    emitSlice(rates, [{ axis: 0, from: i, to: i + 1 }]),
  );
  const slots = optimiser.slots.map((name) => slot('slot', name));
  const next = optimiser.update({ parameters, slots }, gradient, each);
  const updated: Record<string, Tensor> = { [`${trains}.parameters`]: next.parameters };
  next.slots.forEach((tensor, i) => {
    updated[`${trains}.${optimiser.slots[i]}`] = tensor;
  });
  if (average !== undefined) {
    const mean = updateAverage(slot('average', AVERAGE_SLOT), next.parameters, average);
    updated[`${trains}.${AVERAGE_SLOT}`] = mean;
  }
  for (const [name, tensor] of Object.entries(updated)) graph.output(`${name}.next`, tensor);
  return Object.keys(updated);
}

function finish(
  graph: Graph,
  spec: EvaluationSpec,
  state: readonly StateTensor[],
  made: { objective: Objective; updates: readonly string[]; rateCount: number },
): StepGraph {
  const { loss, metrics = {}, outputs = {} } = made.objective;
  graph.output('loss', loss);
  for (const [name, tensor] of Object.entries(metrics)) graph.output(`metric.${name}`, tensor);
  for (const [name, tensor] of Object.entries(outputs)) graph.output(`output.${name}`, tensor);
  return {
    model: writeModel(graph.toModel()),
    batch: spec.batch,
    state,
    updates: made.updates,
    rateCount: made.rateCount,
    metrics: Object.keys(metrics),
    outputs: mapValues(outputs, ({ shape }) => shape),
    flops: graph.flops,
    recordedBytes: graph.tape.reduce((sum, { output }) => sum + 4 * sizeOf(output.shape), 0),
  };
}

function mapValues<A, B>(record: Readonly<Record<string, A>>, f: (value: A, key: string) => B) {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, f(value, key)])) as Record<
    string,
    B
  >;
}
