import { z } from 'zod';
import { discriminatorSchema } from '../../networks/madnet/discriminator.js';
import type { Schedule } from '../../nn/optimise/schedule.js';
import { dataSchema } from './data.js';
import { lossSchema } from './losses.js';
import { metricsSchema } from './metrics.js';
import { networkSchema } from './networks.js';

const share = z.number().min(0).lt(1);
const count = z.number().int().positive();

/** A number alone is text, too: reading it says that its unit is missing. */
const memorySchema = z.union([z.string(), z.number()]).transform(String).default('256MiB');

const optimiserSchema = z.strictObject({
  type: z.enum(['adam', 'adamw']).default('adamw'),
  beta1: share.default(0.9),
  beta2: share.default(0.999),
  epsilon: z.number().positive().default(1e-8),
  /** Of adamw. */
  decay: z.number().min(0).default(0.01),
  /** Longest norm of the gradient; null does not shorten it. */
  clip: z.number().positive().nullable().default(1),
  /** Decay of the running mean of the parameters, which is then what is validated; null keeps none. */
  average: share.nullable().default(null),
});

const scheduleSchema = z.strictObject({
  rate: z.number().min(0).default(1e-3),
  warmup: z.number().int().min(0).default(0),
  /** Of the warm-up: times `factor` after every `every` steps; linear when left out. */
  rise: z.strictObject({ every: count, factor: z.number().positive() }).optional(),
  decay: z
    .discriminatedUnion('type', [
      z.strictObject({ type: z.literal('none') }),
      z.strictObject({ type: z.literal('step'), every: count, factor: z.number().positive() }),
      /** Over all steps after the warm-up when `steps` is left out. */
      z.strictObject({
        type: z.literal('cosine'),
        steps: count.optional(),
        final: z.number().min(0).default(0),
      }),
    ])
    .default({ type: 'cosine', final: 0 }),
});

/** A network that learns to tell predictions from true heights, while the other learns to deceive it. */
const discriminatorTrainingSchema = z.strictObject({
  network: z.union([z.enum(['full', 'compact']), discriminatorSchema]).default('compact'),
  optimiser: optimiserSchema
    .omit({ average: true })
    .default(optimiserSchema.omit({ average: true }).parse({})),
  schedule: scheduleSchema.default(scheduleSchema.parse({})),
});

const validationSchema = z.strictObject({
  /** Part of the samples that is kept from training, rounded up to full batches. */
  share: share.default(0.1),
  /** Steps between validations. */
  every: count.default(100),
  /** Validations without gain after which the training ends; null never ends it. */
  patience: count.nullable().default(null),
  /** What is measured besides the loss. */
  metrics: metricsSchema,
});

const normalisationSchema = z.strictObject({
  /**
   * Training batches over which the statistics of batch normalisation are estimated anew before every validation, for the weights that are
   * validated; 0 keeps those of the steps. Left out, 50 where a running mean of the weights is kept, which has no others, and else 0.
   */
  recalibrate: z.number().int().min(0).optional(),
});

/** A training as its YAML file describes it. */
export const trainConfigSchema = z.strictObject({
  network: networkSchema,
  data: dataSchema,
  loss: lossSchema,
  optimiser: optimiserSchema.default(optimiserSchema.parse({})),
  schedule: scheduleSchema.default(scheduleSchema.parse({})),
  normalisation: normalisationSchema.default({}),
  /** Alternates with the network, one step each; its scores enter the loss `madnet`. Without it (null) that loss has no adversarial term. */
  discriminator: discriminatorTrainingSchema.nullable().default(null),
  /**
   * Checkpoint of another training whose weights this one starts from, seen from the configuration's folder; or several, of trainings of
   * parts of the network, whose weights are found by their names.
   */
  start: z.union([z.string().min(1), z.array(z.string().min(1)).min(1)]).optional(),
  /** Samples per step. */
  batch: count.default(8),
  steps: count.default(1000),
  validation: validationSchema.default(validationSchema.parse({})),
  checkpoint: z.strictObject({ every: count.default(100) }).default({ every: 100 }),
  /** Decides weights, order and data. */
  seed: z.number().int().min(0).max(0x7fffffff).default(1),
  device: z.enum(['cpu', 'webgpu', 'auto']).default('auto'),
  /** Threads of the network; one per core when left out. On the CPU the last bits depend on it. */
  threads: count.max(256).optional(),
  prefetch: z
    .strictObject({ workers: count.max(64).default(1), memory: memorySchema })
    .default({ workers: 1, memory: '256MiB' }),
});

export type TrainConfig = z.output<typeof trainConfigSchema>;

/** What decides the numbers of a training besides its configuration. */
export interface Origins {
  /** The weights that it starts from; null for random ones. */
  readonly start: object | null;
  /** The content of its data, where the configuration alone does not decide it. */
  readonly data: object | null;
}

/**
 * Everything that decides the numbers of a training; a checkpoint can be continued only with the same. How long it trains, how often it
 * validates and where it runs may change.
 */
export function identityOf(config: TrainConfig, origins: Origins = { start: null, data: null }): object {
  const { network, data, loss, optimiser, batch, seed, validation, discriminator, steps } = config;
  return {
    ...{ network, data, loss, optimiser, batch, seed },
    schedule: scheduleOf(config),
    validation: { share: validation.share },
    // Absent where there is none: trainings from before these options keep their identity.
    ...(origins.start === null ? {} : { start: origins.start }),
    ...(origins.data === null ? {} : { origin: origins.data }),
    ...(discriminator === null
      ? {}
      : { discriminator: { ...discriminator, schedule: scheduleOf({ ...discriminator, steps }) } }),
  };
}

/** Batches that the statistics of batch normalisation are estimated with. */
export function calibrationBatchCount({ normalisation, optimiser }: TrainConfig): number {
  return normalisation.recalibrate ?? (optimiser.average === null ? 0 : 50);
}

/** The schedule with all its numbers. */
export function scheduleOf({
  schedule: { decay, ...start },
  steps,
}: Pick<TrainConfig, 'schedule' | 'steps'>): Schedule {
  if (decay.type === 'none') return start;
  if (decay.type === 'step') return { ...start, decay };
  return { ...start, decay: { ...decay, steps: decay.steps ?? Math.max(1, steps - start.warmup) } };
}
