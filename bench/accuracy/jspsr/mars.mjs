import { existsSync } from 'node:fs';
import { mkdir, rename } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { cuesta } from '../cuesta.mjs';
import { round } from '../measures.mjs';
import { table } from '../results-page.mjs';
import { writeMarsSamples } from './mars-samples.mjs';

const CONFIG = join(import.meta.dirname, 'mars.yaml');

/** The compact JSPSR network with images, and blind, on patches of Mars. */
export async function run(settings) {
  const factor = Number(settings.factor);
  const samples = join(settings.work, `mars-x${factor}`);
  if (!existsSync(samples)) {
    const unfinished = `${samples}.part`;
    await mkdir(unfinished, { recursive: true });
    await writeMarsSamples(unfinished, factor);
    await rename(unfinished, samples);
  }
  const rows = [false, true].map((blind) => train(settings, samples, blind));
  const [guided, twin] = rows;
  const guidedToBlind = guided.metrics.rmse / twin.metrics.rmse;
  const head = ['network', 'steps', 'RMSE [m]', 'to cubic', 'MAE [m]', 'slope RMSE [m/m]', 'to cubic'];
  const lines = rows.map(({ label, iteration, metrics }) => [
    label,
    iteration,
    ...[metrics.rmse, metrics.rmseRatio, metrics.mae, metrics.slopeRmse, metrics.slopeRatio].map((v) =>
      round(v, 3),
    ),
  ]);
  return {
    name: `mars-x${factor}`,
    result: { rows, guidedToBlind },
    markdown: `x${factor}, ${guided.samples} validation patches, pooled without a border of 6 px.${settings.from === undefined ? '' : ' Both trainings began with the best weights of earlier ones of the same length.'}

${table(head, lines)}

Guided over blind: ${round(guidedToBlind, 3)}.`,
  };
}

/** Trains, or goes on, and measures the best weights on all validation patches, one at a time. */
function train({ work, smoke, threads, budget: time, factor, set, from }, samples, blind) {
  const label = blind ? 'blind' : 'guided';
  const run = join(work, `${smoke ? 'smoke-' : ''}mars-x${factor}-${label}`);
  const changes = [`data.root=${samples}`, `data.blind=${blind}`, ...set];
  if (from !== undefined)
    changes.push(`start=${resolve(from, `mars-x8-${label}`, 'best.safetensors')}`, 'seed=2');
  if (smoke) changes.push('steps=2', 'data.size=64', 'network.features=4', 'data.training=[validation]');
  const place = ['--run-dir', run, '--device', 'cpu', '--threads', threads];
  const common = [CONFIG, ...place, '--set', ...changes];
  const budget = time === undefined ? [] : ['--budget', time];
  const { stallShare, seconds } = cuesta('train', ...common, '--resume', ...budget);
  const measured = cuesta('train', ...common, '--validate');
  return { label, ...measured, lastRun: { seconds, stallShare } };
}
