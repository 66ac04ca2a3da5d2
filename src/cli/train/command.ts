import { peakRssBytes } from '../../jobs/peak-memory.node.js';
import { parseDuration, trainSchema } from '../../pipelines/train/options.js';
import { planTrain, type TrainJob } from '../../pipelines/train/plan-train.node.js';
import { runTrain, type TrainResult } from '../../pipelines/train/run-train.node.js';
import {
  type RecalibrateResult,
  recalibrateTrain,
  type ValidateResult,
  validateTrain,
} from '../../pipelines/train/validate-train.node.js';
import { formatMemory } from '../../plan/memory.js';
import { defineCommand } from '../command.js';
import { formatDuration } from '../progress-printer.js';

export const trainCommand = defineCommand({
  name: 'train',
  summary: 'Train a network that makes heights, on the CPU or a GPU',
  description:
    'Trains what a YAML file describes. Only network is required; the others show their defaults:\n\n' +
    'network: {type: unet, levels: 5, base: 16} or {type: chen2022, size: compact, stem: 3, upsampling: nearest} ' +
    'or {type: jspsr, guidance: [image], features: 8, blocks: 2, propagation: true, propagationScale: 1, level: 0, outside: zero} ' +
    'or {type: edsr, blocks: 16, features: 64} ' +
    'or {type: madnet, size: compact, part: joint, head: drawn} (or part: fine, intermediate or coarse, one U-Net alone)\n\n' +
    'data: {type: simulated-terrain, size: 64, count: 512, seed: 1, sunAzimuth: 315, sunAltitude: 35, augment: true} ' +
    'or {type: simulated-moon, scenes: 12, tiles: 32, seed: 1, target: coarse, augment: true} ' +
    'or {type: rasters, sites: [{image: I.tif, fine: DTM.tif, coarse: C.tif or {average: 20}, validation: false}], tile: [320, 256], ' +
    'area: 4, rejectNoise: true, target: coarse, sun: any, augment: true} (or sun: upper-left, with a sunAzimuth for every site) ' +
    'or {type: simulated-earth, pixel: 8, size: 128, scenes: 12, tiles: 16, guidance: [image], heights: {type: above-least, min: -80, ' +
    'max: 929, log: true} or {type: from-mean, scale: 10}, seed: 1, augment: true} ' +
    'or {type: dfc30, root: DFC30_8m, pixel: 8, sample: 128, size: 128, training: [CITIES], validation: [CITIES], dem: COP30, ' +
    'guidance: [image], heights: as above, crop: tile, augment: true, blind: false} ' +
    'or {type: simulated-mars, scenes: 12, tiles: 16, size: 512, pixel: 4 (or [2, 6]), scale: fine, sun: any, ' +
    'heights: relative (or pixels, then sunElevation: null or the degrees that heights are trained for), seed: 1, augment: true, ' +
    'real: null or {share: 0.25, sites: [{image: I.tif, fine: DTM.tif}]}}\n\n' +
    'start: RUN/best.safetensors (weights to start from; random ones without it), or [A/best.safetensors, ...] of parts of the network\n\n' +
    'loss: {l1: 1} (weights of l1, l2, berHu, gradient, sobelL1, normal) ' +
    'or {chen2022: {elevation: 1, gradient: 0.5, normal: 0.5, border: edge}} or {jspsr: {l1: 1, l2: 1, edge: 0.1}} ' +
    'or {madnet: {gradient: 0.5, berHu: 0.05, adversarial: 0.005}}\n\n' +
    'discriminator: {network: compact, optimiser: as below, schedule: as below} (takes its turn with the network and gives the loss madnet ' +
    'its adversarial term; none without it)\n\n' +
    'optimiser: {type: adamw, beta1: 0.9, beta2: 0.999, epsilon: 1e-8, decay: 0.01, clip: 1, average: null}\n\n' +
    'schedule: {rate: 0.001, warmup: 0, decay: {type: cosine, final: 0}} (or none, or {type: step, every: 1000, factor: 0.5}); ' +
    'with rise: {every: 100, factor: 10} the warm-up rises in steps, else linearly\n\n' +
    'normalisation: {recalibrate: 50} (training batches over which the statistics of batch normalisation are estimated before every validation; ' +
    '0, or 50 with optimiser.average, when left out)\n\n' +
    'batch: 8, steps: 1000, seed: 1, device: auto, threads: all cores\n\n' +
    'validation: {share: 0.1, every: 100, patience: null, metrics: []} (or [chen2022], [heights] or [relief]), checkpoint: {every: 100}, prefetch: {workers: 1, memory: 256MiB}\n\n' +
    'simulated-terrain makes pieces of cratered terrain and their shaded images; the network learns heights from the image. ' +
    'simulated-moon makes lunar scenes with a coarse height model for the network of Chen et al. 2022. rasters cuts tiles from images ' +
    'and elevation models in files, on the pixels of the fine one; tiles in which a sample is missing or the fine heights look like ' +
    'matching noise are left out, and whole areas (or sites) are kept for validation. simulated-earth makes ground with what stands on it, its orthoimage, land use ' +
    'and trees, and a global model of 30 m for the network JSPSR; dfc30 reads samples as cuesta dataset writes them. A file in the keys of the ' +
    'published JSPSR code (configs/jspsr_r8_img.yml) is understood, too. simulated-mars makes images of Mars and relative heights of half ' +
    'their resolution for the network MADNet of Tao et al. 2021. Paths in the file are seen from its folder. ' +
    'The run folder gets last.safetensors and best.safetensors (weights, optimiser and progress), metrics.jsonl, a page ' +
    'with curves and samples (index.html) that is rewritten while it runs, a sheet of samples for every validation (samples), and ' +
    'result.json.\n\n' +
    'A run that was killed goes on with --resume and ends with the same weights, bit by bit, on the CPU with as many threads. ' +
    'device: auto takes the GPU if its first losses are those of the CPU and it is faster.',
  schema: trainSchema,
  settings: ['threads', 'overwrite', 'dryRun'],
  examples: [
    { line: 'cuesta train shading.yaml', does: 'Train what the file describes' },
    { line: 'cuesta train shading.yaml --resume --budget 2h', does: 'Go on for at most two hours' },
    {
      line: 'cuesta train shading.yaml --device cpu --set network.base=8 steps=200 --run-dir small',
      does: 'A smaller network in a folder of its own',
    },
    { line: 'cuesta train shading.yaml --validate', does: 'Measure the best checkpoint' },
    {
      line: 'cuesta train configs/jspsr_r8_img.yml --val',
      does: 'JSPSR in the keys of its published code: score the checkpoint that the file names, and the global models beside it',
    },
    {
      line: 'cuesta train shading.yaml --recalibrate 100',
      does: 'Better statistics of batch normalisation for a training that is over',
    },
    {
      line: 'cuesta train mars.yaml --set start=../moon/best.safetensors schedule.rate=0.0001',
      does: 'Fine-tune the weights of another training; with --validate before any step, measure them as they are',
    },
  ],
  async run(command, context) {
    const { threads, dryRun } = context.settings;
    const job = await planTrain(
      {
        config: command.config,
        set: [
          ...(command.set ?? []),
          ...(command.recalibrate === undefined ? [] : [`normalisation.recalibrate=${command.recalibrate}`]),
        ],
        ...(command.device === undefined ? {} : { device: command.device }),
        ...(threads === undefined ? {} : { threads }),
        ...(command.runDir === undefined ? {} : { runDir: command.runDir }),
      },
      context.signal,
    );
    const budgetMs = command.budget === undefined ? null : parseDuration(command.budget);
    if (dryRun) return { json: planJson(job), text: planText(job) };
    if (command.validate || command.val) {
      const result = await validateTrain(job, context);
      return { json: result, text: validationText(result) };
    }
    if (command.recalibrate !== undefined) {
      const result = await recalibrateTrain(job, context);
      return { json: result, text: recalibrationText(result) };
    }
    const result = await runTrain(job, { resume: command.resume, budgetMs }, context);
    return { json: { ...result, peakMemoryBytes: peakRssBytes() }, text: resultText(job, result) };
  },
});

function planJson({ config, definition, data, batchBytes, graphs, threads, runFolder }: TrainJob): object {
  const parameters = definition.declaration.parameters.size;
  const samples = { training: data.split.training.length, validation: data.split.validation.length };
  return { config, parameters, samples, batchBytes, flopsPerStep: graphs.step.flops, threads, runFolder };
}

function planText(job: TrainJob): string {
  const { config, definition, graphs } = job;
  const { split } = job.data;
  const { parameters } = definition.declaration;
  const facts: readonly (readonly [string, string])[] = [
    [
      'Network',
      `${config.network.type}, ${parameters.size} parameters in ${parameters.entries.length} tensors`,
    ],
    ['Samples', `${split.training.length} for training, ${split.validation.length} for validation`],
    ['Batch', `${config.batch} samples, ${formatMemory(job.batchBytes)}`],
    ['Step', `${(graphs.step.flops / 1e9).toFixed(2)} GFLOP`],
    [
      'Steps',
      `${config.steps}, ${((config.steps * config.batch) / split.training.length).toFixed(1)} epochs`,
    ],
    ['Device', `${config.device}, ${job.threads} threads`],
    ['Folder', job.runFolder],
  ];
  return facts.map(([name, value]) => `${`${name}:`.padEnd(9)} ${value}`).join('\n');
}

const REASONS: Readonly<Record<TrainResult['reason'], string>> = {
  finished: 'finished',
  'no-gain': 'stopped early: validation brought no more gain',
  budget: 'stopped: the budget was used up; go on with --resume',
};

function resultText(job: TrainJob, result: TrainResult): string {
  const { progress, device, samplesPerSecond, stallShare, seconds, files } = result;
  const best =
    progress.best === null
      ? []
      : [`best validation loss ${progress.best.loss.toPrecision(5)} after step ${progress.best.iteration}`];
  return [
    `${REASONS[result.reason]} after step ${progress.iteration} of ${job.config.steps}`,
    ...best,
    `${samplesPerSecond.toFixed(1)} samples/s on the ${device.device === 'cpu' ? 'CPU' : 'GPU'}, ` +
      `waiting for data ${(100 * stallShare).toFixed(1)} % of the time`,
    `${files.page}  curves and samples`,
    `${progress.best === null ? files.last : files.best}  weights`,
    `trained in ${formatDuration(seconds * 1000)}, peak memory ${formatMemory(peakRssBytes())}`,
  ].join('\n');
}

function validationText({ checkpoint, iteration, samples, metrics, scores = {} }: ValidateResult): string {
  const rows = Object.entries(scores).map(([name, { rmse, psnr, mae, nmad, slopeRmse }]) => {
    const [r, p, m, n] = [rmse, psnr, mae, nmad].map((value) => value.toFixed(4).padStart(10));
    return `${name.padEnd(14)}${r}${p}${m}${n}${slopeRmse.toFixed(5).padStart(12)}`;
  });
  const heads = ['RMSE [m]', 'PSNR [dB]', 'MAE [m]', 'NMAD [m]'].map((head) => head.padStart(10)).join('');
  const scoreTable =
    rows.length === 0 ? '' : [`\n${''.padEnd(14)}${heads}${'slope RMSE'.padStart(12)}`, ...rows].join('\n');
  const list = Object.entries(metrics).map(([name, value]) => `${name} ${value.toPrecision(6)}`);
  return `${list.join(', ')} on ${samples} samples${scoreTable}\n${checkpoint}  after step ${iteration}`;
}

function recalibrationText({ before, isBetter, ...result }: RecalibrateResult): string {
  const what = isBetter
    ? 'written: the validation loss was'
    : 'not written: the validation loss is lower as it was,';
  return `${validationText(result)}\n${what} ${before.toPrecision(6)}`;
}
