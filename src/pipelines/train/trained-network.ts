import { z } from 'zod';
import { CuestaError } from '../../core/errors.js';
import { emitExpand } from '../../nn/emit/expand.js';
import type { Network } from '../../nn/model/context.js';
import { type Declaration, declareNetwork } from '../../nn/model/declare.js';
import { type DataFields, dataFields, dataSchema } from './data.js';
import { buildNetwork, networkSchema } from './networks.js';

/** What the configuration of a checkpoint has to say for its network to be built. */
const configSchema = z.looseObject({
  network: networkSchema,
  data: dataSchema,
  batch: z.number().int().positive(),
});

/** The network that a checkpoint holds the weights of, for single samples of its data; a blind one takes no guidance. */
export interface TrainedNetwork extends Pick<DataFields, 'inputs' | 'shapes'> {
  readonly config: z.output<typeof configSchema>;
  readonly network: Network;
  readonly declaration: Declaration;
}

/** `config`: of the checkpoint; `path` names it in errors. Throws `unsupported` for networks and data that are not known here. */
export function trainedNetwork(config: unknown, path: string): TrainedNetwork {
  const parsed = configSchema.safeParse(config);
  if (!parsed.success) throw unknownTraining(path, parsed.error);
  const { data } = parsed.data;
  const { inputs: fields, shapes } = dataFields(data);
  const whole = buildNetwork(parsed.data.network);
  const isBlind = data.type === 'dfc30' && data.blind;
  const inputs = isBlind ? fields.slice(0, 1) : fields;
  const network = isBlind
    ? unguided(
        whole,
        fields.slice(1).map((field) => shapes[field]![0]!),
      )
    : whole;
  const declaration = declareNetwork(network, ...inputs.map((field) => [1, ...shapes[field]!]));
  return { config: parsed.data, network, declaration, inputs, shapes };
}

/**
 * A network with zeros for its guidance of so many channels: all that it has seen in a blind training, whose batch normalisations, with
 * variances of 0, would multiply anything else by hundreds each.
 */
const unguided =
  (network: Network, channels: readonly number[]): Network =>
  (model, dem) => {
    const [n, , height, width] = dem!.shape as [number, number, number, number];
    const zero = model.graph.constant([0], [1, 1, 1, 1]);
    return network(model, dem!, ...channels.map((count) => emitExpand(zero, [n, count, height, width])));
  };

function unknownTraining(path: string, { issues }: z.ZodError): CuestaError {
  const why = issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; ');
  return new CuestaError(
    'unsupported',
    `${path} is the checkpoint of a training that is not known here (${why}).`,
    {
      subject: path,
      hint: 'Use the version of Cuesta that has trained it.',
    },
  );
}
