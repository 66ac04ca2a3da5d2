/**
 * `npm run accuracy -- madnet EXPERIMENT --model MODEL.onnx [options]`: heights from one image of Mars with known answers. Each writes
 * `bench/results/madnet-EXPERIMENT.json` and its part of docs/results/madnet.md with pictures.
 *
 * heldout      simulated scenes that no training saw, by slope class
 * mosaic       six overlapping strips made one model, in twelve areas, against 20 m and 1 m truth
 * sensors      the same weights on images like those of HRSC, CTX and HiRISE
 * cascade      from MOLA to CaSSIS by way of HRSC, against MOLA to CaSSIS, by wavelength band
 * throughput   the whole chain on 10,000 x 10,000 pixels, seconds by stage; on an idle machine
 * remedy       amplitude of slopes by slope class, the published form against the networks of --remedy
 * gan          two runs with and without the adversarial term: --run and --without
 *
 * --model FILE       network to judge (`cuesta model export`); not for gan
 * --remedy FILE      remedy: a network to compare, repeatable
 * --run FOLDER       gan: run folder with a discriminator; --without FOLDER: one of the same steps without
 * --seeds 101,103    scenes; odd ones only, because training draws even ones
 * --size PX          width and height of a scene in pixels of the image
 * --threads N        of every command that is started (default 1)
 * --work FOLDER      scenes and products, scenes are used again (default: cuesta-madnet in the temporary folder)
 * --smoke            a small size that shows that the experiment runs; its figures mean nothing and are written to the work folder only
 */
import { mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { describeModel } from './model-description.mjs';
import { writeResult } from './results-page.mjs';

const EXPERIMENTS = {
  heldout: () => import('./madnet/heldout.mjs'),
  mosaic: () => import('./madnet/mosaic.mjs'),
  sensors: () => import('./madnet/sensors.mjs'),
  cascade: () => import('./madnet/cascade.mjs'),
  throughput: () => import('./madnet/throughput.mjs'),
  remedy: () => import('./madnet/remedy.mjs'),
  gan: () => import('./madnet/gan.mjs'),
};

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    model: { type: 'string' },
    remedy: { type: 'string', multiple: true, default: [] },
    run: { type: 'string' },
    without: { type: 'string' },
    seeds: { type: 'string' },
    size: { type: 'string' },
    threads: { type: 'string', default: '1' },
    work: { type: 'string', default: join(tmpdir(), 'cuesta-madnet') },
    smoke: { type: 'boolean', default: false },
  },
});
const name = positionals.at(-1);
const needed = name === 'gan' ? ['run', 'without'] : ['model'];
if (!(name in EXPERIMENTS) || needed.some((option) => values[option] === undefined)) {
  console.log(`Usage: npm run accuracy -- madnet ${Object.keys(EXPERIMENTS).join('|')} --model MODEL.onnx`);
  console.log('       npm run accuracy -- madnet gan --run FOLDER --without FOLDER');
  process.exit(2);
}
const settings = {
  ...values,
  seeds: values.seeds?.split(',').map(oddSeed) ?? null,
  size: values.size === undefined ? null : Number(values.size),
  threads: Number(values.threads),
};
await mkdir(values.work, { recursive: true });
const started = performance.now();
const { run } = await EXPERIMENTS[name]();
const { result, markdown, pictures } = await run(settings);
await writeResult({
  ...{ study: 'madnet', name, markdown, pictures, settings },
  result: {
    experiment: `madnet ${name}`,
    command: `npm run accuracy -- madnet ${name}${optionsOf(values)}`,
    model: values.model === undefined ? null : await describeModel(values.model),
    seconds: Math.round((performance.now() - started) / 1000),
    date: new Date().toISOString(),
    ...result,
  },
});

function oddSeed(text) {
  const seed = Number(text);
  if (Number.isInteger(seed) && seed % 2 === 1) return seed;
  console.log(`Seed ${text} is not odd: training draws scenes of even seeds.`);
  process.exit(2);
}

/** The options that decide figures, without paths of this machine. */
function optionsOf({ model, remedy, run: folder, without, seeds, size }) {
  const last = (path) => path?.split('/').at(-1);
  const named = { model: last(model), run: last(folder), without: last(without), seeds, size };
  const flags = Object.entries(named).filter(([, value]) => value !== undefined);
  flags.push(...remedy.map((path) => ['remedy', last(path)]));
  return flags.map(([key, value]) => ` --${key} ${value}`).join('');
}
