import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cuesta } from '../cuesta.mjs';
import { round } from '../measures.mjs';
import { table } from '../results-page.mjs';

export const needsModel = false;

const BATCH = 4;
const FULL = { stem: 3, upsampling: 'nearest', residual: false, gradient: 0.5, normal: 0.5 };
const PREDECESSOR = { stem: 7, upsampling: 'transposed', normal: 0 };

/** What each row changes, and the paper's figures: delta0.1, delta0.25, delta0.5, REL, MSE. */
const ROWS = [
  { name: 'predecessor', change: PREDECESSOR, paper: [0.357, 0.623, 0.798, 0.184, 0.34] },
  { name: 'first convolution 7 x 7', change: { stem: 7 }, paper: [0.343, 0.621, 0.804, 0.19, 0.335] },
  {
    name: 'transposed convolutions',
    change: { upsampling: 'transposed' },
    paper: [0.352, 0.62, 0.799, 0.193, 0.35],
  },
  { name: 'loss without normals', change: { normal: 0 }, paper: [0.365, 0.626, 0.8, 0.192, 0.382] },
  { name: 'loss without gradients', change: { gradient: 0 }, paper: [0.36, 0.627, 0.805, 0.194, 0.37] },
  { name: 'this study', change: {}, paper: [0.363, 0.63, 0.805, 0.173, 0.318] },
  { name: 'this study, adding to the coarse heights', change: { residual: true }, paper: [] },
];
const METRICS = ['delta0.1', 'delta0.25', 'delta0.5', 'rel', 'mse'];

/**
 * The paper's ablation: every row a training of its own from scratch, all with the same steps and samples, measured on the same
 * validation scenes. --budget bounds the time that a call spends on each training; the next call goes on where it stopped.
 */
export async function run(settings) {
  const seeds = settings.seeds ?? [1];
  const steps = settings.steps ?? (settings.smoke ? 6 : 60);
  const rows = [];
  for (const row of ROWS) {
    const trained = [];
    for (const seed of seeds) trained.push(await trainAndValidate(settings, row, seed, steps));
    rows.push({
      name: row.name,
      paper: row.paper,
      trained,
      complete: trained.every(({ step }) => step === steps),
    });
  }
  return {
    result: { seeds, steps, samples: steps * BATCH, rows },
    markdown: page(rows, { seeds, steps }),
    pictures: {},
  };
}

async function trainAndValidate({ work, threads, budget, smoke }, { name, change }, seed, steps) {
  const label = `${name.replaceAll(' ', '-')}-seed${seed}-steps${steps}`;
  const config = join(work, `${label}.yaml`);
  await writeFile(
    config,
    `${JSON.stringify(configOf({ ...FULL, ...change }, seed, steps, smoke), null, 2)}\n`,
  );
  const common = [config, '--run-dir', join(work, label), '--threads', threads];
  const before = existsSync(join(work, label, 'last.safetensors')) ? ['--resume'] : [];
  const { progress } = cuesta(
    'train',
    ...common,
    ...before,
    ...(budget === null ? [] : ['--budget', budget]),
  );
  const { metrics } = cuesta('train', ...common, '--validate');
  return { seed, step: progress.iteration, metrics };
}

/** YAML holds JSON. */
function configOf({ stem, upsampling, residual, gradient, normal }, seed, steps, smoke) {
  const every = Math.max(1, Math.floor(steps / 4));
  return {
    network: { type: 'chen2022', size: 'compact', stem, upsampling, residual },
    data: {
      type: 'simulated-moon',
      seed: 1,
      noise: [0, 2],
      ...(smoke ? { scenes: 2, tiles: 4 } : {}),
    },
    loss: { chen2022: { elevation: 1, gradient, normal } },
    optimiser: { type: 'adamw', decay: 0.0001, clip: 10 },
    batch: BATCH,
    steps,
    schedule: { rate: 0.001, warmup: Math.floor(steps / 40), decay: { type: 'step', every, factor: 0.4 } },
    validation: { share: 0.2, every, metrics: ['chen2022'] },
    checkpoint: { every },
    seed,
    device: 'cpu',
  };
}

function page(rows, { seeds, steps }) {
  const samples = steps * BATCH;
  const meanOf = ({ trained }, metric) => {
    const values = trained.map(({ metrics }) => metrics[metric]);
    const mean = values.reduce((a, b) => a + b, 0) / values.length;
    return values.length === 1 ? round(mean) : `${round(mean)} (${values.map((v) => round(v)).join(', ')})`;
  };
  const complete = rows.every((row) => row.complete);
  const note =
    samples < 10_000 ? ' So few say nothing about the changes: this shows that the table can be made.' : '';
  return `The paper's Table I on simulated scenes: compact networks from scratch, each row ${steps} steps of ${BATCH} samples (${samples.toLocaleString('en')}; the paper
540,000), seed${seeds.length > 1 ? 's' : ''} ${seeds.join(', ')}; best weights of the run, all rows on the same
validation scenes, heights scaled like the coarse tile. The last row is no row of the paper: it is the network that is shipped.${note}${complete ? '' : ' **Not all rows have had their steps yet: call again.**'}

${table(
  ['', 'delta 0.1', 'delta 0.25', 'delta 0.5', 'REL', 'MSE', 'paper'],
  rows.map((row) => [row.name, ...METRICS.map((metric) => meanOf(row, metric)), row.paper.join(', ') || '-']),
)}`;
}
