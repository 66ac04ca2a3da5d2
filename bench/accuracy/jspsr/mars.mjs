import { existsSync, readFileSync } from 'node:fs';
import { mkdir, rename } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { cuesta } from '../cuesta.mjs';
import { round } from '../measures.mjs';
import { table } from '../results-page.mjs';
import { errorsOn } from './mars-predictions.mjs';
import { writeMarsSamples } from './mars-samples.mjs';

const CONFIG = join(import.meta.dirname, 'mars.yaml');
/** Bars for the guided network: RMSE over that of cubic convolution, and over its blind twin's. */
const BARS = { 8: 0.65, 16: 0.55, blind: 0.92 };

/** The compact JSPSR network with images, and blind, on patches of Mars. */
export async function run(settings) {
  const factor = Number(settings.factor);
  const samples = join(settings.work, `mars-x${factor}`);
  if (!existsSync(samples)) {
    const unfinished = `${samples}.part`;
    await mkdir(unfinished, { recursive: true });
    await writeMarsSamples(unfinished, factor, Number(settings.draw));
    await rename(unfinished, samples);
  }
  const [guided, blind] = [false, true].map((isBlind) => train(settings, samples, isBlind));
  const { patches, errors } = await errorsOn({ factor, networks: { guided, blind } });
  const guidedToBlind = errors.guided.kept.rmse / errors.blind.kept.rmse;
  const rows = [
    ['cubic convolution', errors.cubic],
    ['interpolated with the means of the cells', errors.interpolated],
    ...Object.entries({ guided, blind }).flatMap(([name, { iteration }]) => [
      [`${name}, ${iteration} steps: each patch alone`, errors[name].alone],
      [`${name}, windows that overlap`, errors[name].blended],
      [`${name}, and means of the cells kept`, errors[name].kept],
    ]),
  ];
  return {
    name: `mars-x${factor}`,
    result: { bars: BARS, guided, blind, errors, guidedToBlind },
    markdown: `x${factor}, ${patches} validation patches, pooled without a border of 6 px.${settings.from === undefined ? '' : ' Both trainings began with the best weights of earlier ones of equal length.'}

${pageTable(rows, errors.cubic)}

With means kept, guided over blind: ${round(guidedToBlind, 3)} (bar ${BARS.blind}); guided over cubic: ${round(errors.guided.kept.rmse / errors.cubic.rmse, 3)} (bar ${BARS[factor]}).`,
  };
}

function pageTable(rows, cubic) {
  const head = ['heights', 'RMSE [m]', 'to cubic', 'MAE [m]', 'slope RMSE [m/m]', 'to cubic'];
  const line = ([label, { rmse, mae, slope }]) => [
    label,
    ...[rmse, rmse / cubic.rmse, mae, slope, slope / cubic.slope].map((value) => round(value, 3)),
  ];
  return table(head, rows.map(line));
}

/** Trains, or goes on where it has not finished; the best weights as a model. */
function train({ work, smoke, threads, budget: time, factor, set, from }, samples, blind) {
  const label = blind ? 'blind' : 'guided';
  const name = `${smoke ? 'smoke-' : ''}mars-x${factor}-${label}`;
  const run = join(work, name);
  const changes = [`data.root=${samples}`, `data.blind=${blind}`, ...set];
  if (from !== undefined)
    changes.push(`start=${resolve(from, `mars-x8-${label}`, 'best.safetensors')}`, 'seed=2');
  if (smoke) changes.push('steps=2', 'network.features=4', 'data.training=[validation]');
  const budget = time === undefined ? [] : ['--budget', time];
  const place = ['--run-dir', run, '--device', 'cpu', '--threads', threads];
  const { progress, seconds } =
    finished(run, changes) ?? cuesta('train', CONFIG, ...place, '--resume', ...budget, '--set', ...changes);
  const model = join(work, `${name}.onnx`);
  cuesta('model', 'export', join(run, 'best.safetensors'), '-o', model, '--overwrite');
  return { model, iteration: progress.iteration, best: progress.best.iteration, seconds };
}

/** The result of a training that has finished with the same changes; another build's networks could not go on with it, but need not. */
function finished(run, changes) {
  const path = join(run, 'result.json');
  if (!existsSync(path)) return null;
  const result = JSON.parse(readFileSync(path, 'utf8'));
  const isSame = changes.every((change) => result.command.includes(` ${change}`));
  return result.reason === 'finished' && isSame ? result : null;
}
