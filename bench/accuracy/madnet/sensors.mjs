import { round } from '../measures.mjs';
import { picture, table } from '../results-page.mjs';
import { errorTable, picturesOf } from './heldout.mjs';
import { judge, pool } from './judge.mjs';
import { marsScene } from './mars-scene.mjs';

const SENSORS = [
  { sensor: 'hrsc', label: 'HRSC-like, 12.5 m over MOLA-like, 463 m' },
  { sensor: 'hrsc', lowPass: 0.5, label: 'the same with `--low-pass 0.5`' },
  { sensor: 'hrsc', reference: 'hrsc', label: 'HRSC-like, 12.5 m over HRSC-like, 50 m' },
  { sensor: 'ctx', label: 'CTX-like, 6 m over HRSC-like, 50 m' },
  { sensor: 'hirise', label: 'HiRISE-like, 0.5 m over HRSC-like, 50 m' },
];

/** The same weights, with images of other cameras. */
export async function run(settings) {
  const seeds = settings.seeds ?? (settings.smoke ? [121] : [121, 123, 125]);
  const size = settings.size ?? (settings.smoke ? 640 : 1536);
  const rows = [];
  const shown = [];
  for (const { label, lowPass, ...options } of SENSORS) {
    const flags = lowPass === undefined ? [] : ['--low-pass', lowPass];
    const judged = [];
    for (const seed of seeds) {
      const scene = marsScene(settings, { ...options, seed, size, images: 1 });
      judged.push(await judge(settings, scene, { name: 'dtm', flags }));
    }
    shown.push(judged[0]);
    rows.push({ label, scenes: judged.map(({ figures }) => figures), ...pool(judged) });
  }
  return {
    result: { seeds, size, rows },
    markdown: page(rows, { seeds, size }),
    pictures: { sensors: await picturesOf(shown) },
  };
}

function page(rows, { seeds, size }) {
  const names = rows[0].classes.map(({ name }) => name);
  return `The network as it is, on ${seeds.length} scenes (seeds ${seeds.join(', ')}) of ${size} x ${size} px for every camera, pooled. Training drew the sizes of pixels that its configuration names (card of the model).

${errorTable(
  'image and reference',
  rows.map((row) => [row.label, row]),
)}

Ratio of slope RMSE by slope class of the truth:

${table(
  ['image and reference', ...names],
  rows.map(({ label, classes }) => [label, ...classes.map(({ slopeRatio }) => round(slopeRatio))]),
)}

${picture('sensors', 'Image, reference, model and truth for every camera', 'madnet')}

Image, reference, model and truth of the first scene of every line, shaded from 315 deg, 30 deg high.`;
}
