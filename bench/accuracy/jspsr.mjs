/**
 * `npm run accuracy -- jspsr mars [options]`: super-resolution of data/mars-valles-marineris guided by its images, and by nothing, by the
 * compact JSPSR network with equal budgets. Writes bench/results/jspsr-mars-xFACTOR.json and prints a table.
 *
 * --factor N       pixels along a side of a coarse cell: 8 (default) or 16
 * --budget TIME    of each of the two trainings (default: all steps of bench/accuracy/jspsr/mars.yaml); the same command goes on
 * --threads N      of the training (default 1)
 * --set a.b=VALUE  changes of bench/accuracy/jspsr/mars.yaml, repeatable
 * --work FOLDER    samples and runs, kept and used again (default: cuesta-jspsr in the temporary folder)
 * --smoke          two steps; its figures mean nothing and are written to the work folder only
 */
import { existsSync } from 'node:fs';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { cuesta } from './cuesta.mjs';
import { writeMarsSamples } from './jspsr/mars-samples.mjs';
import { round } from './measures.mjs';
import { table } from './results-page.mjs';

const CONFIG = join(import.meta.dirname, 'jspsr/mars.yaml');

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    factor: { type: 'string', default: '8' },
    budget: { type: 'string' },
    threads: { type: 'string', default: '1' },
    set: { type: 'string', multiple: true, default: [] },
    work: { type: 'string', default: join(tmpdir(), 'cuesta-jspsr') },
    smoke: { type: 'boolean', default: false },
  },
});
if (positionals.at(-1) !== 'mars') {
  console.log('Usage: npm run accuracy -- jspsr mars [--factor 8|16] [--budget TIME]');
  process.exit(2);
}

const factor = Number(values.factor);
const samples = join(values.work, `mars-x${factor}`);
if (!existsSync(samples)) {
  const unfinished = `${samples}.part`;
  await mkdir(unfinished, { recursive: true });
  await writeMarsSamples(unfinished, factor);
  await rename(unfinished, samples);
}
const rows = [];
for (const blind of [false, true]) rows.push(train(blind));
const [guided, twin] = rows;
const result = {
  experiment: `jspsr mars x${factor}`,
  date: new Date().toISOString(),
  rows,
  guidedToBlind: guided.metrics.rmse / twin.metrics.rmse,
};
const head = ['network', 'steps', 'RMSE [m]', 'to cubic', 'MAE [m]', 'slope RMSE [m/m]', 'to cubic'];
const lines = rows.map(({ label, iteration, metrics }) => [
  label,
  iteration,
  ...[metrics.rmse, metrics.rmseRatio, metrics.mae, metrics.slopeRmse, metrics.slopeRatio].map((v) =>
    round(v, 3),
  ),
]);
console.log(`x${factor}, ${guided.samples} validation patches, pooled without a border of 6 px\n`);
console.log(table(head, lines));
console.log(`\nGuided / blind: ${round(result.guidedToBlind, 3)}`);
const folder = values.smoke ? values.work : join(import.meta.dirname, '../results');
await writeFile(join(folder, `jspsr-mars-x${factor}.json`), `${JSON.stringify(result, null, 2)}\n`);

/** Trains, or goes on, and measures the best weights on all validation patches, one at a time. */
function train(blind) {
  const label = blind ? 'blind' : 'guided';
  const run = join(values.work, `${values.smoke ? 'smoke-' : ''}mars-x${factor}-${label}`);
  const changes = [`data.root=${samples}`, `data.blind=${blind}`, ...values.set];
  if (values.smoke)
    changes.push('steps=2', 'data.size=64', 'network.features=4', 'data.training=[validation]');
  const common = [
    CONFIG,
    '--run-dir',
    run,
    '--device',
    'cpu',
    '--threads',
    values.threads,
    '--set',
    ...changes,
  ];
  const budget = values.budget === undefined ? [] : ['--budget', values.budget];
  const { stallShare, seconds } = cuesta('train', ...common, '--resume', ...budget);
  const measured = cuesta('train', ...common, '--validate');
  return { label, ...measured, lastRun: { seconds, stallShare } };
}
