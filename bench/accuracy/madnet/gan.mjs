import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { cuesta } from '../cuesta.mjs';
import { round } from '../measures.mjs';
import { panels, shades, stretch } from '../pictures.mjs';
import { crop } from '../rasters.mjs';
import { picture, table } from '../results-page.mjs';
import { errorTable } from './heldout.mjs';
import { judge, pool } from './judge.mjs';
import { marsScene } from './mars-scene.mjs';

/** Parts of the run whose means are shown. */
const PARTS = 10;

/** Two runs of the same steps, with and without the adversarial term: curves, metrics and held-out scenes. */
export async function run(settings) {
  const seeds = settings.seeds ?? (settings.smoke ? [101] : [101, 103, 105]);
  const size = settings.size ?? (settings.smoke ? 640 : 1536);
  const runs = [];
  for (const [label, folder] of [
    ['with', settings.run],
    ['without', settings.without],
  ]) {
    const model = join(settings.work, `gan-${label}.onnx`);
    cuesta('model', 'export', join(resolve(folder), 'best.safetensors'), '-o', model, '--overwrite');
    const lines = await metricsOf(folder);
    const judged = [];
    for (const seed of seeds) {
      const scene = marsScene(settings, { seed, size, images: 1 });
      judged.push(await judge({ ...settings, model }, scene, { name: `gan-${label}` }));
    }
    const { command } = JSON.parse(await readFile(join(folder, 'result.json'), 'utf8'));
    const steps = lines.filter(({ kind }) => kind === 'step');
    const best = lines.filter(({ kind }) => kind === 'validation').sort((a, b) => a.loss - b.loss)[0];
    runs.push({
      label,
      command,
      steps: steps.at(-1).iteration,
      best,
      curve: curveOf(steps),
      judged,
      ...pool(judged),
    });
  }
  const [adversarial] = runs;
  return {
    result: { seeds, size, runs: runs.map(({ judged: _judged, ...rest }) => rest) },
    markdown: page(runs, adversarial.curve, seeds),
    pictures: { gan: await pictureOf(runs.map(({ judged }) => judged)) },
  };
}

async function metricsOf(folder) {
  const text = await readFile(join(folder, 'metrics.jsonl'), 'utf8');
  return text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
}

const FIELDS = [
  'loss',
  'adversarial',
  'discriminator.loss',
  'discriminator.accuracy',
  'discriminator.margin',
];

/** Means of what is logged at every step, over parts of the run. */
function curveOf(steps) {
  const length = Math.ceil(steps.length / PARTS);
  return Array.from({ length: Math.ceil(steps.length / length) }, (_, k) => {
    const part = steps.slice(k * length, (k + 1) * length);
    const mean = (field) => {
      const values = part.map((line) => line[field]).filter((v) => typeof v === 'number');
      return values.length === 0 ? null : values.reduce((a, b) => a + b, 0) / values.length;
    };
    return { to: part.at(-1).iteration, ...Object.fromEntries(FIELDS.map((field) => [field, mean(field)])) };
  });
}

function page(runs, curve, seeds) {
  const label = ({ label }) => `${label} the adversarial term`;
  return `Two runs with the same recipe, start, seed and samples; the loss of the second lacks the adversarial term:

\`\`\`text
${runs.map(({ command }) => command).join('\n')}
\`\`\`

Validation: samples of scenes that no
training drew; held-out scenes: seeds ${seeds.join(', ')}, as above. The published weight of the adversarial term is a hundredth of that of gradients, and 0.2 is a hundredth of their 20 here.

${table(
  ['run', 'steps', 'correlation of gradients', 'error of gradients', 'amplitude of fine slopes, all classes'],
  runs.map((r) => [
    ...[label(r), r.steps, round(r.best.gradientCorrelation), round(r.best.gradientError)],
    r.classes.map(({ amplitude }) => round(amplitude, 2)).join(', '),
  ]),
)}

${errorTable(
  'run',
  runs.map((r) => [label(r), r]),
)}

The discriminator over the run, means over parts of it. Accuracy: share of true heights that it scores above the mean of predicted ones, and the other
way round; 0.5 where it cannot tell them apart, where its loss is 1.39.

${table(
  [
    'up to step',
    'loss of the network',
    'its adversarial part',
    'loss of the discriminator',
    'its accuracy',
    'its margin',
  ],
  curve.map(({ to, ...means }) => [to, ...FIELDS.map((field) => round(means[field] ?? Number.NaN))]),
)}

${picture('gan', 'Image, both models and truth', 'madnet')}

Per scene: image, model with the adversarial term, without it, truth, shaded from 315 deg, 30 deg high.`;
}

function pictureOf([first, second]) {
  const side = Math.min(320, first[0].dtm.width, first[0].dtm.height);
  return panels(
    first.map(({ dtm, truth, image }, i) => {
      const window = {
        ...{ col: Math.floor((dtm.width - side) / 2), row: Math.floor((dtm.height - side) / 2) },
        ...{ width: side, height: side },
      };
      const [shown, found, other] = shades(
        [truth, dtm, second[i].dtm].map((raster) => crop(raster, window)),
        { azimuth: 315, elevation: 30 },
      );
      return [stretch(crop(image, window)), found, other, shown];
    }),
  );
}
