import type { Target, Tensor } from '../graph/graph.js';
import type { Shape } from '../graph/shape.js';
import type { NetworkDefinition } from './bound-network.js';
import {
  buildEvaluationGraph,
  buildStatisticsGraph,
  buildStepGraph,
  type EvaluationSpec,
  type StepGraph,
  type StepSpec,
} from './step-graph.js';

export interface SingleNetworkSpec extends Pick<StepSpec, 'optimiser' | 'clip' | 'average'> {
  readonly target: Target;
  readonly name: string;
  readonly definition: NetworkDefinition;
  readonly batch: Readonly<Record<string, Shape>>;
  /** The fields that enter the network, in its order. */
  readonly inputs: readonly string[];
  loss(prediction: Tensor, batch: Readonly<Record<string, Tensor>>): Tensor;
  /** Scalars that the evaluation measures besides the loss. */
  metrics?(prediction: Tensor, batch: Readonly<Record<string, Tensor>>): Readonly<Record<string, Tensor>>;
}

/** What one network is trained, measured and recalibrated with. */
export interface SingleNetworkGraphs {
  readonly step: StepGraph;
  readonly evaluation: StepGraph;
  /** Null for a network without running statistics. */
  readonly statistics: StepGraph | null;
}

/** The graphs of one network whose prediction is held against the batch; they give the output `prediction`. */
export function buildSingleNetwork(spec: SingleNetworkSpec): SingleNetworkGraphs {
  const common: EvaluationSpec = {
    target: spec.target,
    networks: { [spec.name]: spec.definition },
    batch: spec.batch,
    objective(call, batch) {
      const prediction = call[spec.name]!(...spec.inputs.map((field) => batch[field]!));
      return { loss: spec.loss(prediction, batch), outputs: { prediction } };
    },
  };
  const evaluated: EvaluationSpec = {
    ...common,
    objective(call, batch) {
      const objective = common.objective(call, batch);
      return { ...objective, metrics: spec.metrics?.(objective.outputs!.prediction!, batch) ?? {} };
    },
  };
  const { optimiser, clip, average } = spec;
  return {
    step: buildStepGraph({
      ...common,
      trains: spec.name,
      optimiser,
      ...(clip === undefined ? {} : { clip }),
      ...(average === undefined ? {} : { average }),
    }),
    evaluation: buildEvaluationGraph(evaluated),
    statistics: buildStatisticsGraph(common),
  };
}
