import { CuestaError, throwIfAborted } from '../../core/errors.js';
import { fullWindow } from '../../core/window.js';
import { openRaster } from '../../io/open.node.js';
import { createTileGrid, listTiles } from '../../plan/tile-grid.js';
import type { JobContext } from '../../product/job-context.js';
import type { ProductOutput } from '../../product/product-plan.node.js';
import { ASPECT_CLASSES } from '../../terrain/aspect-classes.js';
import { NO_CLASS } from '../../terrain/slope-classes.js';
import { MASK_CLASSES, NO_VALUE } from './compare-task.js';
import { type ClassRaster, dhStatistics } from './dh-statistics.node.js';
import type { Stratification } from './result.js';

const WINDOW = 2048;
/** Each class takes half a megabyte while its statistics are gathered. */
const MOST_CLASSES = 64;

/** Statistics by aspect, inside and outside the mask, and by class, as far as `outputs` has them. */
export async function strataStatistics(
  dhPath: string,
  outputs: readonly ProductOutput[],
  threads: number,
  context: JobContext,
): Promise<Stratification[]> {
  const found: Stratification[] = [];
  const split = async (
    by: Stratification['by'],
    raster: ClassRaster,
    labels: readonly string[],
  ): Promise<void> => {
    const { classes } = await dhStatistics(dhPath, raster, threads, context);
    found.push({ by, strata: labels.map((label, i) => ({ label, ...classes[i] })) });
  };
  for (const { name, path } of outputs) {
    if (name === 'mask') await split('mask', { path, count: MASK_CLASSES.length }, MASK_CLASSES);
    if (name === 'aspect') await split('aspect', { path, count: ASPECT_CLASSES.length }, ASPECT_CLASSES);
    if (name !== 'values') continue;
    const values = await presentValues(path, context.signal);
    const classOf = new Uint8Array(NO_VALUE + 1).fill(NO_CLASS);
    values.forEach((value, i) => {
      classOf[value] = i;
    });
    await split('class', { path, count: values.length, classOf }, values.map(String));
  }
  return found;
}

/** Values of the class raster, ascending. Throws `input` for none and for too many. */
async function presentValues(path: string, signal: AbortSignal): Promise<number[]> {
  const isPresent = new Uint8Array(NO_VALUE);
  const source = await openRaster(path);
  try {
    for (const { window } of listTiles(createTileGrid(fullWindow(source.info), WINDOW))) {
      throwIfAborted(signal);
      for (const value of (await source.readBand(window, { signal })).data as Uint16Array)
        isPresent[value] = 1;
    }
  } finally {
    await source.close();
  }
  const values = Array.from(isPresent.keys()).filter((value) => isPresent[value] === 1);
  if (values.length > 0 && values.length <= MOST_CLASSES) return values;
  const problem = values.length === 0 ? 'no class' : `${values.length} classes`;
  throw new CuestaError('input', `The raster of classes has ${problem} where the DEMs are compared.`, {
    subject: '--classes',
    hint: `Classes are whole numbers from 0 to ${NO_VALUE - 1}, at most ${MOST_CLASSES} of them.`,
  });
}
