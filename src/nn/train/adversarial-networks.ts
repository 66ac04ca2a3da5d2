import type { Tensor } from '../graph/graph.js';
import { discriminatorLoss, type Scores } from '../losses/relativistic-gan.js';
import { add } from '../ops/add.js';
import { cast } from '../ops/cast.js';
import { greater } from '../ops/greater.js';
import { less } from '../ops/less.js';
import { multiply } from '../ops/multiply.js';
import { reduceMean } from '../ops/reduce-mean.js';
import { subtract } from '../ops/subtract.js';
import type { Optimiser } from '../optimise/optimiser.js';
import type { NetworkDefinition } from './bound-network.js';
import { buildSingleNetwork, type SingleNetworkGraphs, type SingleNetworkSpec } from './single-network.js';
import { buildStepGraph, type StepGraph } from './step-graph.js';

/** A network that tells true from generated samples. */
export interface CriticSpec {
  readonly name: string;
  /** Takes `evidence` and then a sample, and gives raw scores [N, 1]. */
  readonly definition: NetworkDefinition;
  /** Fields that it sees besides. */
  readonly evidence: readonly string[];
  readonly optimiser: Optimiser;
  readonly clip?: number;
}

export interface AdversarialSpec extends Omit<SingleNetworkSpec, 'loss'> {
  /** The field that the prediction imitates. */
  readonly truth: string;
  readonly critic: CriticSpec;
  /** Without scores in the evaluation: what a critic says means something only against the generator of the moment. */
  loss(prediction: Tensor, batch: Readonly<Record<string, Tensor>>, scores: Scores | null): Tensor;
}

export interface AdversarialGraphs extends SingleNetworkGraphs {
  /** To be run before `step`, on the same batch. */
  readonly critic: StepGraph;
}

/**
 * The graphs of a generator and its critic, which are trained by turns with the relativistic average loss (Jolicoeur-Martineau 2018). Both
 * normalise with the statistics of the batch in both steps, and each step updates those of the network that it trains. The critic's step
 * reports `accuracy`, the share of true samples that score above the mean of the generated ones and of generated ones that score below the
 * mean of the true ones (0.5: it cannot tell them apart), and `margin`, the difference of the means.
 */
export function buildAdversarialNetworks(spec: AdversarialSpec): AdversarialGraphs {
  const { critic, target, truth } = spec;
  const networks = { [spec.name]: spec.definition, [critic.name]: critic.definition };
  const common = { target, networks, batch: spec.batch } as const;
  const single = { ...spec, loss: (...given: [Tensor, Batch]) => spec.loss(...given, null) };
  const scored = (call: Calls, batch: Batch): { prediction: Tensor; scores: Scores } => {
    const prediction = call[spec.name]!(...spec.inputs.map((field) => batch[field]!));
    const evidence = critic.evidence.map((field) => batch[field]!);
    const judge = (sample: Tensor): Tensor => call[critic.name]!(...evidence, sample);
    return { prediction, scores: { real: judge(batch[truth]!), fake: judge(prediction) } };
  };
  const { evaluation, statistics } = buildSingleNetwork(single);
  return {
    evaluation,
    statistics,
    critic: buildStepGraph({
      ...common,
      trains: critic.name,
      optimiser: critic.optimiser,
      ...(critic.clip === undefined ? {} : { clip: critic.clip }),
      objective(call, batch) {
        const { real, fake } = scored(call, batch).scores;
        return { loss: discriminatorLoss(real, fake), metrics: criticMetrics(real, fake) };
      },
    }),
    step: buildStepGraph({
      ...common,
      trains: spec.name,
      optimiser: spec.optimiser,
      ...(spec.clip === undefined ? {} : { clip: spec.clip }),
      ...(spec.average === undefined ? {} : { average: spec.average }),
      objective(call, batch) {
        const { prediction, scores } = scored(call, batch);
        const loss = spec.loss(prediction, batch, scores);
        const plain = spec.loss(prediction, batch, null);
        return { loss, metrics: { adversarial: subtract(loss, plain) } };
      },
    }),
  };
}

type Batch = Readonly<Record<string, Tensor>>;
type Calls = Readonly<Record<string, (...inputs: Tensor[]) => Tensor>>;

function criticMetrics(real: Tensor, fake: Tensor): Record<string, Tensor> {
  const { float } = real.graph;
  const [meanReal, meanFake] = [reduceMean(real), reduceMean(fake)];
  const share = (condition: Tensor): Tensor => reduceMean(cast(condition, float));
  const right = add(share(greater(real, meanFake)), share(less(fake, meanReal)));
  return { accuracy: multiply(right, 0.5), margin: subtract(meanReal, meanFake) };
}
