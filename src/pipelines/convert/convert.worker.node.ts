import type { RealSamples } from '../../core/band.js';
import { CuestaError } from '../../core/errors.js';
import type { Compute } from '../../core/kernel.js';
import type { RasterSource } from '../../core/raster-source.js';
import { fullWindow, intersect, type Window } from '../../core/window.js';
import type { CogSamples } from '../../io/cog/cog-samples.js';
import type { CogSpec } from '../../io/cog/cog-spec.js';
import { openRaster } from '../../io/open.node.js';
import type { TaskRunner } from '../../jobs/task.js';
import { createHeightShifter } from '../../product/height-shift.node.js';
import type { ProductShared, TileTask, TileValue } from '../../product/product-task.js';
import { createTileRunner, type TileStage } from '../../product/tile-runner.node.js';
import { createWarp } from '../../resample/create-warp.js';
import { resampleWindow } from '../../resample/resample-window.js';
import { type AnySamples, castSamples } from './cast.js';
import type { ConvertTask } from './convert-task.js';

/** Worker module of `convert`. */
export function createTaskRunner(
  shared: ProductShared<ConvertTask>,
): Promise<TaskRunner<TileTask, TileValue<null>>> {
  const spec = shared.specs.raster!;
  return createTileRunner(shared, (task, compute) => createStage(task, spec, compute));
}

async function createStage(task: ConvertTask, spec: CogSpec, compute: Compute): Promise<TileStage<null>> {
  const source = await openRaster(task.input);
  const warp = createWarp(task.source, task.target);
  const shiftHeights = task.shift === null ? null : await createHeightShifter(task.shift, task.target);
  const { dtype, nodata } = spec;

  const copyBand = async (window: Window, band: number, signal: AbortSignal): Promise<CogSamples> => {
    const { cols, rows } = warp.shift!;
    const shifted = { ...window, col: window.col + cols, row: window.row + rows };
    const samples = await readPadded(source, shifted, band, signal);
    return castSamples(samples, { name: task.input, missing: source.info.nodata, dtype, nodata });
  };
  const resampleBand = async (window: Window, band: number, signal: AbortSignal): Promise<CogSamples> => {
    const heights = { readRaster: (w: Window) => source.readRaster(w, { band, signal }) };
    const { data } = await resampleWindow(heights, warp, window, task.resampling, compute, signal);
    shiftHeights?.(window, data);
    return castSamples(data, { name: task.input, missing: null, dtype, nodata });
  };

  return {
    async run({ window }, signal) {
      const bands: CogSamples[] = [];
      for (let band = 0; band < task.bands; band++) {
        const read = task.path === 'copy' ? copyBand : resampleBand;
        bands.push(await read(window, band, signal));
      }
      return { bands: { raster: bands }, value: null };
    },
    close: () => source.close(),
  };
}

/** Samples as stored; what lies outside the raster is missing. */
async function readPadded(
  source: RasterSource,
  window: Window,
  band: number,
  signal: AbortSignal,
): Promise<AnySamples> {
  const inside = intersect(window, fullWindow(source.info));
  if (inside === null) return new Float64Array(window.width * window.height).fill(Number.NaN);
  const { data } = await source.readBand(inside, { band, signal });
  if ('re' in data) {
    throw new CuestaError('unsupported', `${source.info.name} has complex samples.`, {
      subject: source.info.name,
      hint: 'Convert it to amplitude or real samples first.',
    });
  }
  if (inside.width === window.width && inside.height === window.height) return data;
  return placeIn(data, inside, window);
}

function placeIn(data: RealSamples, inside: Window, window: Window): Float64Array {
  const padded = new Float64Array(window.width * window.height).fill(Number.NaN);
  for (let row = 0; row < inside.height; row++) {
    const target = (inside.row - window.row + row) * window.width + inside.col - window.col;
    for (let col = 0; col < inside.width; col++)
      padded[target + col] = Number(data[row * inside.width + col]);
  }
  return padded;
}
