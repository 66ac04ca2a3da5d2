import { existsSync } from 'node:fs';
import { copyFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { cuesta } from '../cuesta.mjs';
import { meanPreserving } from '../mean-preserving.mjs';
import { describeModel } from '../model-description.mjs';
import { crop, writeRaster } from '../rasters.mjs';

/** Pixels of the heights along one of the interpolated coarse models: a coarse model has to be coarser than the fine one. */
export const INTERPOLATED = 2;

/** Tiles are cut side by side from here, too: four times as many. */
const SHIFTS = [
  [0, 0],
  [64, 0],
  [0, 64],
  [64, 64],
];

/** Writes what the trainings of a factor need: heights from every shift, images (`sum`) with and without their values, coarse models. */
export async function writeTrainingRasters(work, parts, factor) {
  for (const [part, { heights, sum, cells }] of Object.entries(parts)) {
    const shifts = part === 'train' ? SHIFTS : SHIFTS.slice(0, 1);
    const path = (name) => join(work, `${part}-${name}.tif`);
    if (existsSync(path(`smooth-${factor}`))) continue;
    for (const [col, row] of shifts) {
      const window = { col, row, width: heights.width - col, height: heights.height - row };
      await writeRaster(path(`heights-${col}-${row}`), crop(heights, window));
    }
    await writeRaster(path('guided'), sum);
    await writeRaster(path('blind'), { ...sum, data: checkered(sum) });
    await writeRaster(path(`smooth-${factor}`), meanPreserving(cells(factor), factor / INTERPOLATED));
  }
}

/** An image that tells nothing; one of a single grey value would be refused. */
function checkered({ width, data }) {
  return data.map((v, i) => (Number.isNaN(v) ? v : 100 + (((i % width) + Math.floor(i / width)) % 2)));
}

/**
 * Trains mars.yaml from the given checkpoint, or goes on with it, for coarse heights of one factor, and exports the network. `sight`: guided
 * by the image, or blind. Sites count twice, the second time mirrored up and down: the Sun stands at the left, nearly.
 */
export async function fineTuned({ work, start, threads, smoke, steps, budget }, { factor, sight, azimuth }) {
  await copyFile(join(import.meta.dirname, 'mars.yaml'), join(work, 'mars.yaml'));
  const site = (part, [col, row], sunAzimuth) => ({
    ...{ image: `${part}-${sight}.tif`, fine: `${part}-heights-${col}-${row}.tif` },
    ...{ coarse: `${part}-smooth-${factor}.tif`, sunAzimuth, validation: part === 'validation' },
  });
  const sites = [
    ...SHIFTS.flatMap((shift) => [azimuth, 540 - azimuth].map((sun) => site('train', shift, sun))),
    site('validation', SHIFTS[0], azimuth),
  ];
  const folder = join(work, `mars-${factor}-${sight}`);
  const changes = [`start=${resolve(start)}`, `data.sites=${JSON.stringify(sites)}`];
  const count = smoke ? 2 : steps;
  if (count !== null) changes.push(`steps=${count}`, `validation.every=${count}`);
  const limit = budget === null ? [] : ['--budget', budget];
  const place = ['--run-dir', folder, '--threads', threads, '--resume', ...limit];
  const { progress, seconds, resumedFrom } = cuesta(
    'train',
    join(work, 'mars.yaml'),
    ...place,
    '--set',
    ...changes,
  );
  const model = `${folder}.onnx`;
  const weights = progress.best ? 'best.safetensors' : 'last.safetensors';
  cuesta('model', 'export', join(folder, weights), '-o', model, '--overwrite');
  return {
    ...{ factor, sight, model, steps: progress.iteration, seconds, resumedFrom },
    description: await describeModel(model),
  };
}
