import { z } from 'zod';
import { DFC30_GRIDS, DFC30_TRAINING, DFC30_VALIDATION } from '../../networks/jspsr/dfc30/layers.js';

const count = z.number().int().positive();
const channels = <N extends number>(number: N) => z.literal(number).optional();

/**
 * Keys of the published code without effect here: some have none there in this configuration (preload, momentum, max_lr), the others say
 * where files go and which figures and pictures are made, of which this program makes its own.
 */
const unused = z.unknown().optional();
const UNUSED_PICTURES = /^val_.*visual$/;

const knownKeysSchema = z.looseObject({
  dataset: z.literal('DFC30'),
  /** Holds DFC30_8m and DFC30_3m; seen from the configuration's folder. */
  data_root: z.string().min(1).default('../datasets'),
  train_set: z
    .array(z.string())
    .min(1)
    .default([...DFC30_TRAINING]),
  valid_set: z.array(z.string()).default([...DFC30_VALIDATION]),
  /** Inputs and their channels; the first of COP30 and FABDEM is the model that enters. */
  input_data: z.strictObject({
    COP30: channels(1),
    FABDEM: channels(1),
    image: channels(3),
    mask: channels(15),
    canopy: channels(1),
  }),
  resolution: z.union([z.literal(3), z.literal(8)]),
  /** Heights above the least one of the sample; the published absolute ones are not supported. */
  relative: z.literal(true).default(true),
  augment: z.boolean().default(true),
  patch_size: count.default(128),
  crop_mode: z.enum(['tile', 'random']).default('tile'),
  tensor_kwargs: z.strictObject({
    log: z.boolean().default(true),
    min: z.number(),
    max: z.number(),
    /** Channel i of a mask times (i + 1) / 16. */
    scale_mask: z.literal(true).default(true),
  }),
  model_kwargs: z.strictObject({
    num_block: count.default(2),
    num_feature: count.default(32),
    /** Weights to start from and for --val: a checkpoint of this program; seen from the configuration's folder. */
    checkpoint: z.string().nullish(),
    spn: z.boolean().default(true),
    spn_scale: z.number().default(1),
  }),
  /** Weights by name. */
  loss: z.strictObject({
    L1: z.number().min(0).default(0),
    L2: z.number().min(0).default(0),
    Edge: z.number().min(0).default(0),
  }),
  optimizer: z.enum(['adamw', 'adam']).default('adamw'),
  optimizer_kwargs: z.strictObject({
    lr: z.number().positive().default(1e-3),
    weight_decay: z.number().min(0).default(1e-6),
    betas: z.tuple([z.number(), z.number()]).default([0.9, 0.999]),
    eps: z.number().positive().default(1e-8),
    momentum: unused,
  }),
  scheduler: unused,
  scheduler_kwargs: z.strictObject({
    step_size: count.default(100),
    gamma: z.number().positive().default(0.5),
    warmup_epoch: z.number().int().min(0).default(3),
    max_lr: unused,
  }),
  train_batch_size: count,
  epochs: count.default(300),
  /** Epochs without gain after which it ends; none for 0. */
  early_stop: z.number().int().min(0).nullish(),
  val_interval: count.default(1),
  /** Share of the side that is left out of scores; the published one alone is supported. */
  val_border: z.literal(0.05).optional(),
  seed: z.number().int().min(0).default(1),
  ...{ work_root: unused, preload: unused, resume: unused },
  ...{ val_start_epoch: unused, metric: unused, best_metric: unused },
});

/** A configuration in the keys of the published JSPSR code (methods/jspsr.md, section 7). Other keys are refused: they may be slips. */
export const jspsrConfigSchema = knownKeysSchema.superRefine((config, context) => {
  const keys = Object.keys(config).filter(
    (key) => !(key in knownKeysSchema.shape || UNUSED_PICTURES.test(key)),
  );
  if (keys.length > 0) context.addIssue({ code: 'unrecognized_keys', keys, input: config });
});

export type JspsrPublishedConfig = z.output<typeof jspsrConfigSchema>;

/** Whether a document is in the keys of the published code. */
export const isJspsrConfig = (document: Readonly<Record<string, unknown>>): boolean =>
  document.dataset === 'DFC30' && 'model_kwargs' in document;

/** The rate is multiplied by it after every epoch of the warm-up. */
const WARMUP_FACTOR = 10;

/**
 * The same training in this program's keys; `tiles` is how many its cities have. The last, incomplete batch of an epoch is part of the next
 * one.
 */
export function translateJspsrConfig(config: JspsrPublishedConfig, tiles: number): object {
  const { model_kwargs: model, optimizer_kwargs: optimiser } = config;
  const { scheduler_kwargs: schedule, loss, train_batch_size: batch } = config;
  const epoch = Math.max(1, Math.floor(tiles / batch));
  const decays = config.optimizer === 'adamw' ? { decay: optimiser.weight_decay } : {};
  return {
    network: {
      ...{ type: 'jspsr', guidance: guidanceOf(config), features: model.num_feature },
      ...{ blocks: model.num_block, propagation: model.spn, propagationScale: model.spn_scale },
    },
    data: dataOf(config),
    loss: { jspsr: { l1: loss.L1, l2: loss.L2, edge: loss.Edge } },
    optimiser: {
      ...{ type: config.optimizer, beta1: optimiser.betas[0], beta2: optimiser.betas[1] },
      ...{ epsilon: optimiser.eps, clip: null, ...decays },
    },
    schedule: {
      ...{ rate: optimiser.lr, warmup: schedule.warmup_epoch * epoch },
      rise: { every: epoch, factor: WARMUP_FACTOR },
      decay: { type: 'step', every: schedule.step_size * epoch, factor: schedule.gamma },
    },
    ...(model.checkpoint ? { start: model.checkpoint } : {}),
    ...{ batch, steps: config.epochs * epoch, seed: config.seed },
    validation: {
      ...{ every: config.val_interval * epoch, metrics: ['heights'] },
      patience: config.early_stop ? Math.ceil(config.early_stop / config.val_interval) : null,
    },
    checkpoint: { every: epoch },
  };
}

const guidanceOf = ({ input_data: inputs }: JspsrPublishedConfig) =>
  (['image', 'mask', 'canopy'] as const).filter((name) => inputs[name] !== undefined);

/** The data of a configuration in this program's keys. */
export function dataOf(config: JspsrPublishedConfig) {
  const { resolution: pixel, tensor_kwargs: tensor, input_data: inputs } = config;
  const root = `${config.data_root.replace(/\/+$/, '')}/DFC30_${pixel}m`;
  return {
    ...{ type: 'dfc30', root, pixel, sample: DFC30_GRIDS[pixel].size },
    ...{ training: config.train_set, validation: config.valid_set },
    ...{ dem: inputs.COP30 === undefined ? 'FABDEM' : 'COP30', guidance: guidanceOf(config) },
    heights: { type: 'above-least', min: tensor.min, max: tensor.max, log: tensor.log },
    ...{ size: config.patch_size, crop: config.crop_mode, augment: config.augment },
  };
}
