/**
 * `npm run accuracy -- chen2022 EXPERIMENT --model MODEL.onnx [options]`: experiments with known answers. Each writes
 * `bench/results/chen2022-EXPERIMENT.json` and its part of docs/results/chen2022.md with pictures; docs/results/chen2022.md says what
 * they measure.
 *
 * --model FILE     network to judge (`cuesta model export`); table1 trains its own
 * --start FILE     transfer: checkpoint that the network was exported from, to be fine-tuned and judged, too
 * --seeds 11,13    scenes; odd ones only, because training draws even ones
 * --size PX        width and height of a scene
 * --steps N        table1: optimiser steps of each row (600), and --budget TIME to stop earlier and go on at the next call
 * --threads N      of every command that is started (default 1)
 * --work FOLDER    scenes and products, kept and used again (default: cuesta-accuracy in the temporary folder)
 * --smoke          a small size that shows that the experiment runs; its figures mean nothing and are written to the work folder only
 */
import { mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { describeModel } from './model-description.mjs';
import { writeResult } from './results-page.mjs';

if (process.argv[2] === 'jspsr' || process.argv[2] === 'madnet') {
  await import(`./${process.argv[2]}.mjs`);
  process.exit();
}

const EXPERIMENTS = {
  heldout: () => import('./chen2022/heldout.mjs'),
  table1: () => import('./chen2022/table1.mjs'),
  ce3: () => import('./chen2022/ce3.mjs'),
  ce4: () => import('./chen2022/ce4.mjs'),
  'real-moon': () => import('./chen2022/real-moon.mjs'),
  transfer: () => import('./chen2022/transfer.mjs'),
  registration: () => import('./chen2022/registration.mjs'),
  throughput: () => import('./chen2022/throughput.mjs'),
};

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    model: { type: 'string' },
    start: { type: 'string' },
    seeds: { type: 'string' },
    size: { type: 'string' },
    steps: { type: 'string' },
    budget: { type: 'string' },
    threads: { type: 'string', default: '1' },
    work: { type: 'string', default: join(tmpdir(), 'cuesta-accuracy') },
    smoke: { type: 'boolean', default: false },
  },
});
const [study, name] = positionals;
if (study !== 'chen2022' || !(name in EXPERIMENTS)) {
  console.log(`Usage: npm run accuracy -- chen2022 ${Object.keys(EXPERIMENTS).join('|')} --model MODEL.onnx`);
  process.exit(2);
}

const { run, needsModel } = await EXPERIMENTS[name]();
if (needsModel && values.model === undefined) {
  console.log(`${name} judges a network: give --model MODEL.onnx (made by cuesta model export).`);
  process.exit(2);
}
const work = join(values.work, `${study}-${name}${values.smoke ? '-smoke' : ''}`);
await mkdir(work, { recursive: true });
const settings = {
  model: values.model,
  start: values.start ?? null,
  seeds: values.seeds === undefined ? null : values.seeds.split(',').map(oddSeed),
  size: values.size === undefined ? null : Number(values.size),
  steps: values.steps === undefined ? null : Number(values.steps),
  budget: values.budget ?? null,
  threads: Number(values.threads),
  smoke: values.smoke,
  work,
};
const started = performance.now();
const outcome = await run(settings);
const result = {
  experiment: `${study} ${name}`,
  command: ['npm run accuracy --', study, name, ...optionsOf(values)].join(' '),
  model: needsModel ? await describeModel(values.model) : null,
  seconds: Math.round((performance.now() - started) / 1000),
  date: new Date().toISOString(),
  ...outcome.result,
};
await writeResult({ name, result, markdown: outcome.markdown, pictures: outcome.pictures, settings });

function oddSeed(text) {
  const seed = Number(text);
  if (Number.isInteger(seed) && seed % 2 === 1) return seed;
  console.log(`Seed ${text} is not odd: training draws scenes of even seeds.`);
  process.exit(2);
}

/** The options that decide figures, without paths of this machine. */
function optionsOf({ model, start, seeds, size, steps, budget }) {
  const named = Object.entries({ seeds, size, steps, budget }).filter(([, value]) => value !== undefined);
  const files = Object.entries({ model, start }).filter(([, value]) => value !== undefined);
  return [
    ...files.flatMap(([key, path]) => [`--${key}`, path.split('/').at(-1)]),
    ...named.flatMap(([key, value]) => [`--${key}`, value]),
  ];
}
