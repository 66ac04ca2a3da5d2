/**
 * `npm run accuracy -- jspsr EXPERIMENT [options]`: super-resolution by JSPSR with known answers. Each writes
 * `bench/results/jspsr-EXPERIMENT.json` and its part of docs/results/jspsr.md with pictures.
 *
 * heldout: simulated ground of Earth that no training saw, GLO-30-like model to 8 m
 *   --model FILE     network to judge (`cuesta model export`)
 *   --baseline FILE  another one beside it, e.g. EDSR
 *   --seeds 101,103  scenes; odd ones only, because training draws even ones
 *   --size PX        width and height of a scene, pixels of 2 m (default 1336: 3 x 3 tiles)
 *
 * mars: data/mars-valles-marineris guided by its images, and by nothing, with equal budgets
 *   --factor N       pixels along a side of a coarse cell: 8 (default) or 16
 *   --budget TIME    of each of the two trainings (default: all steps of bench/accuracy/jspsr/mars.yaml); the same command goes on
 *   --from FOLDER    earlier work folder: training begins with its weights for x8, guided and blind, instead of drawn ones
 *   --draw N         seed of the windows that are drawn for training (default 1)
 *   --set a.b=VALUE  changes of bench/accuracy/jspsr/mars.yaml, repeatable
 *
 * --threads N      of every command that is started (default 1)
 * --work FOLDER    scenes, samples and runs, kept and used again (default: cuesta-jspsr in the temporary folder)
 * --smoke          a small size that shows that the experiment runs; its figures mean nothing and are written to the work folder only
 */
import { mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { describeModel } from './model-description.mjs';
import { writeResult } from './results-page.mjs';

const EXPERIMENTS = {
  heldout: () => import('./jspsr/heldout.mjs'),
  mars: () => import('./jspsr/mars.mjs'),
};

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    model: { type: 'string' },
    baseline: { type: 'string' },
    seeds: { type: 'string' },
    size: { type: 'string' },
    factor: { type: 'string', default: '8' },
    budget: { type: 'string' },
    from: { type: 'string' },
    draw: { type: 'string', default: '1' },
    threads: { type: 'string', default: '1' },
    set: { type: 'string', multiple: true, default: [] },
    work: { type: 'string', default: join(tmpdir(), 'cuesta-jspsr') },
    smoke: { type: 'boolean', default: false },
  },
});
const experiment = positionals.at(-1);
if (!(experiment in EXPERIMENTS) || (experiment === 'heldout' && values.model === undefined)) {
  console.log('Usage: npm run accuracy -- jspsr heldout --model MODEL.onnx [--baseline EDSR.onnx]');
  console.log('       npm run accuracy -- jspsr mars [--factor 8|16] [--budget TIME]');
  process.exit(2);
}
await mkdir(values.work, { recursive: true });
const started = performance.now();
const { run } = await EXPERIMENTS[experiment]();
const { name = experiment, result, markdown, pictures = {} } = await run(values);
await writeResult({
  ...{ study: 'jspsr', name, markdown, pictures, settings: values },
  result: {
    experiment: `jspsr ${name}`,
    command: `npm run accuracy -- jspsr ${experiment}${optionsOf(values)}`,
    model: values.model === undefined ? null : await describeModel(values.model),
    seconds: Math.round((performance.now() - started) / 1000),
    date: new Date().toISOString(),
    ...result,
  },
});

/** The options that decide figures, without paths of this machine. */
function optionsOf({ model, baseline, seeds, size, factor, budget, set, from, draw }) {
  const file = (path) => path?.split('/').at(-1);
  const named = { model: file(model), baseline: file(baseline), seeds, size, budget };
  const flags = Object.entries(named).filter(([, value]) => value !== undefined);
  if (from !== undefined) flags.push(['from', 'EARLIER']);
  if (experiment === 'mars')
    flags.push(['factor', factor], ['draw', draw], ...set.map((change) => ['set', change]));
  return flags.map(([key, value]) => ` --${key} ${value}`).join('');
}
