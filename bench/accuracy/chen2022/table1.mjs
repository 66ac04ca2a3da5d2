import { existsSync } from 'node:fs';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cuesta } from '../cuesta.mjs';
import { round } from '../measures.mjs';
import { table } from '../results-page.mjs';
import { judge, pool } from './heldout.mjs';

export const needsModel = false;

const BATCH = 4;
/** The recipe of the shipped network (models/chen2022-compact.yaml), with the three modifications of the study. */
const STUDY = { stem: 3, upsampling: 'nearest', gradient: 0.5, normal: 0.5, departs: true };

/** What each row changes, and the paper's figures: delta0.1, delta0.25, delta0.5, REL, MSE. */
const ROWS = [
  {
    name: 'predecessor',
    change: { stem: 7, upsampling: 'transposed', normal: 0 },
    paper: [0.357, 0.623, 0.798, 0.184, 0.34],
  },
  { name: 'first convolution 7 x 7', change: { stem: 7 }, paper: [0.343, 0.621, 0.804, 0.19, 0.335] },
  {
    name: 'transposed convolutions',
    change: { upsampling: 'transposed' },
    paper: [0.352, 0.62, 0.799, 0.193, 0.35],
  },
  { name: 'loss without normals', change: { normal: 0 }, paper: [0.365, 0.626, 0.8, 0.192, 0.382] },
  { name: 'loss without gradients', change: { gradient: 0 }, paper: [0.36, 0.627, 0.805, 0.194, 0.37] },
  { name: 'this study', change: {}, paper: [0.363, 0.63, 0.805, 0.173, 0.318] },
  { name: 'without the departures', change: { departs: false }, paper: [] },
];
const METRICS = ['delta0.1', 'delta0.25', 'delta0.5', 'rel', 'mse'];

/** Odd: no training draws them; other ones than those of the experiment heldout, which have served to choose the recipe. */
const SCENES = [111, 113];

/**
 * The paper's ablation: every row a training of its own from scratch, all with the same steps and samples, measured alike. What is done is
 * kept in the work folder: a call goes on where the last one stopped or was killed, and --budget bounds the time that it spends on each
 * training. Calls for different seeds can run side by side; one for all of them then only makes the table.
 */
export async function run(settings) {
  const seeds = settings.seeds ?? [1];
  const steps = settings.steps ?? (settings.smoke ? 3 : 600);
  const size = settings.size ?? (settings.smoke ? 384 : 1024);
  const rows = ROWS.map(({ name, paper }) => ({ name, paper, trained: [] }));
  for (const seed of seeds) {
    for (const [i, row] of ROWS.entries()) {
      rows[i].trained.push(await trainAndMeasure(settings, row, { seed, steps, size }));
    }
  }
  const isComplete = rows.every(({ trained }) => trained.every(({ step }) => step === steps));
  return {
    result: { seeds, steps, samples: steps * BATCH, scenes: SCENES, size, isComplete, rows },
    markdown: page(rows, { seeds, steps, size, isComplete }),
    pictures: {},
  };
}

async function trainAndMeasure(settings, { name, change }, { seed, steps, size }) {
  const { work, threads, budget, smoke } = settings;
  const label = `${name.replaceAll(' ', '-')}-seed${seed}-steps${steps}`;
  const folder = join(work, label);
  const [config, done] = [`${folder}.yaml`, `${folder}-size${size}.json`];
  if (existsSync(done)) return JSON.parse(await readFile(done, 'utf8'));
  await writeFile(config, `${JSON.stringify(configOf({ ...STUDY, ...change }, { seed, steps, smoke }))}\n`);
  const started = performance.now();
  const common = [config, '--run-dir', folder, '--threads', threads];
  const limit = budget === null ? [] : ['--budget', budget];
  const { progress } = cuesta('train', ...common, '--resume', ...limit);
  const { metrics } = cuesta('train', ...common, '--validate');
  const model = join(folder, 'model.onnx');
  const weights = ['--weights', 'float32', '--overwrite'];
  cuesta(
    'model',
    'export',
    join(folder, progress.best ? 'best.safetensors' : 'last.safetensors'),
    '-o',
    model,
    ...weights,
  );
  const heldOut = await measureScenes({ ...settings, model }, size);
  const seconds = Math.round((performance.now() - started) / 1000);
  const measured = { seed, step: progress.iteration, metrics, heldOut, seconds };
  console.log(`${label}: step ${progress.iteration} of ${steps}, ${seconds} s`);
  if (progress.iteration === steps) {
    await writeFile(`${done}.part`, `${JSON.stringify(measured, null, 2)}\n`);
    await rename(`${done}.part`, done);
  }
  return measured;
}

async function measureScenes(settings, size) {
  const figures = [];
  for (const seed of settings.smoke ? SCENES.slice(0, 1) : SCENES) {
    const options = { seed, size, images: 1, coarseNoise: 0 };
    figures.push((await judge(settings, options, null)).figures);
  }
  const { heightRatio, slopeRatio, rmse, slope } = pool(figures, 'noise-free');
  return { heightRatio, slopeRatio, rmse, slope };
}

/** YAML holds JSON. */
function configOf({ stem, upsampling, gradient, normal, departs }, { seed, steps, smoke }) {
  const departures = departs ? { sun: 'upper-left', target: 'pixel' } : {};
  const samples = smoke ? { scenes: 2, tiles: 6 } : {};
  return {
    network: { type: 'chen2022', size: 'compact', stem, upsampling, residual: departs },
    data: { type: 'simulated-moon', noise: [0, 2], ...departures, ...samples },
    loss: { chen2022: { elevation: 1, gradient, normal } },
    optimiser: { type: 'adamw', decay: 0.0001, clip: 10 },
    batch: BATCH,
    steps,
    schedule: { rate: 0.001, warmup: Math.floor(steps / 12), decay: { type: 'cosine', final: 0.00001 } },
    validation: { share: 0.2, every: steps, metrics: ['chen2022'] },
    checkpoint: { every: 50 },
    seed,
    device: 'cpu',
  };
}

function page(rows, { seeds, steps, size, isComplete }) {
  const samples = (steps * BATCH).toLocaleString('en');
  const several = seeds.length > 1;
  const notes = [
    ...(several ? [] : [' One seed: rows that differ by a few percent are not to be ranked.']),
    ...(isComplete ? [] : [' **Not all rows have had their steps yet: call again.**']),
  ].join('');
  return `The paper's Table I at the scale of this project: compact networks from scratch by the recipe of the shipped one (residual, Sun at the
upper left, heights in pixels: [decision](../decisions/2026-11-21-lunar-network.md)), each row ${steps} steps of ${BATCH} samples (${samples}; the paper
540,000), seed${several ? 's' : ''} ${seeds.join(', ')}${several ? ' (mean, and each in brackets)' : ''}. The five metrics count pixels of the validation tiles in the network's own unit (5 pixels of
height); the last row has another unit, sigmas of the coarse tile, so that only its last two columns can be compared. These are
the ratios of RMSE of the held-out experiment, over scenes ${SCENES.join(' and ')} of ${size} x ${size} px with a noise-free coarse DTM.${notes}

${table(
  ['', 'delta 0.1', 'delta 0.25', 'delta 0.5', 'REL', 'MSE', 'height ratio', 'slope ratio', 'paper'],
  rows.map(({ name, paper, trained }) => [
    name,
    ...METRICS.map((metric) => shown(trained.map(({ metrics }) => metrics[metric]))),
    ...['heightRatio', 'slopeRatio'].map((ratio) => shown(trained.map(({ heldOut }) => heldOut[ratio]))),
    paper.join(', ') || '-',
  ]),
)}`;
}

/** The mean over seeds, and the values where there are several. */
function shown(values) {
  const mean = values.reduce((a, b) => a + b, 0) / values.length;
  return values.length === 1 ? round(mean) : `${round(mean)} (${values.map((v) => round(v)).join(', ')})`;
}
