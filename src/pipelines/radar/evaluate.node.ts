import { compose, invert, toMap } from '../../core/geo-transform.js';
import type { Grid } from '../../core/georef.js';
import type { Compute } from '../../core/kernel.js';
import type { Raster } from '../../core/raster.js';
import { fullWindow } from '../../core/window.js';
import { openRaster } from '../../io/open.node.js';
import { createNodeCompute } from '../../kernels/select.node.js';
import type { JobContext } from '../../product/job-context.js';
import { type Completeness, completeness } from '../../sar/evaluation/completeness.js';
import { type HeightErrors, heightErrors } from '../../sar/evaluation/height-errors.js';
import { FILLING } from '../../sar/gridding/filling-class.js';
import { gridVisibility } from '../../sar/visibility/grid-visibility.js';
import { type Area, cellsIn } from './areas.js';
import { heightsOn } from './heights-on.node.js';
import type { RadarJob } from './plan-radar.node.js';

/** How good a DSM is in one area. */
export interface AreaEvaluation {
  readonly name: string;
  readonly dsm: HeightErrors;
  /** The a-priori DEM on the cells of the DSM; null without one. */
  readonly dem: HeightErrors | null;
  /** Of the DSM where both images of a pair see the ground. */
  readonly visible: HeightErrors;
  /** Root mean square of error over formal sigma, on matched cells that both images see: 1 where sigma tells the error. */
  readonly errorPerSigma: number;
  readonly completeness: Completeness;
}

/**
 * Judges the finished DSM and the a-priori DEM against the truth, averaged to the cells of the DSM, per area. A cell counts as
 * matched when its height lies between matched points. Layover and shadow are those of the truth; with several pairs a cell is
 * visible when one of them sees it. All in memory: about 50 bytes per cell.
 */
export async function evaluateDsm(job: RadarJob, { signal, log }: JobContext): Promise<AreaEvaluation[]> {
  const { config, truth, surface, definition } = job;
  if (truth === null) return [];
  const { grid, shift } = definition.config;
  const compute = await createNodeCompute('wasm');
  try {
    const [dsm, sigma, classes] = [
      await readAll(definition.outputs[0].path),
      await readAll(definition.outputs[1].path),
      await readAll(definition.outputs[2].path),
    ];
    const height = await heightsOn(truth, grid, shift, 'average', compute, signal);
    const { task } = surface;
    const dem = task.kind === 'dem' ? await heightsOn(task, grid, shift, 'bilinear', compute, signal) : null;
    const visibility = await visibilityOn(grid, job, compute, signal);
    const matched = Uint8Array.from(classes, (c) => (c === FILLING.matched ? 1 : 0));
    const unseen = visibility.map((bits) => (bits === 0 ? 1 : 0));
    return areasOf(job).map((area) => {
      const inside = cellsIn(area, grid);
      for (let i = 0; i < inside.length; i++) if (Number.isNaN(height[i])) inside[i] = 0;
      log('debug', `${area.name}: ${inside.reduce((sum, v) => sum + v, 0)} cells of ${config.output}`);
      const visible = inside.map((v, i) => v & unseen[i]);
      return {
        name: area.name,
        dsm: heightErrors(dsm, height, inside),
        dem: dem === null ? null : heightErrors(dem, height, inside),
        visible: heightErrors(dsm, height, visible),
        errorPerSigma: heightErrors(
          dsm.map((h, i) => h / sigma[i]),
          height.map((h, i) => h / sigma[i]),
          visible.map((v, i) => v & matched[i]),
        ).rmse,
        completeness: completeness(matched, inside, visibility),
      };
    });
  } finally {
    await compute.close();
  }
}

function areasOf({ areas, definition: { grid } }: RadarJob): readonly Area[] {
  if (areas.length > 0) return areas;
  const [xmin, ymax] = toMap(grid.transform, 0, 0);
  const [xmax, ymin] = toMap(grid.transform, grid.width, grid.height);
  return [{ name: 'all', xmin, ymin, xmax, ymax }];
}

async function readAll(path: string): Promise<Float32Array> {
  const source = await openRaster(path);
  try {
    return (await source.readRaster(fullWindow(source.info))).data;
  } finally {
    await source.close();
  }
}

/** Bits of layover and shadow in either image of a pair, on the cells of the DSM; those that all pairs share. */
async function visibilityOn(
  grid: Grid,
  { pairs, truth }: RadarJob,
  compute: Compute,
  signal: AbortSignal,
): Promise<Uint8Array> {
  const common = new Uint8Array(grid.width * grid.height).fill(255);
  for (const { grid: epipolar, images } of pairs) {
    const data = await heightsOn(truth!, epipolar, null, 'average', compute, signal);
    const { width, height } = epipolar;
    const dem: Raster = { width, height, data, georef: epipolar };
    const [left, right] = images.map(({ product }) => gridVisibility(dem, product.geometry));
    const toEpipolar = compose(invert(epipolar.transform), grid.transform);
    for (let i = 0; i < common.length; i++) {
      const [col, row] = toMap(toEpipolar, (i % grid.width) + 0.5, Math.floor(i / grid.width) + 0.5).map(
        Math.floor,
      );
      const inside = col >= 0 && row >= 0 && col < width && row < height;
      if (inside) common[i] &= left[row * width + col] | right[row * width + col];
    }
  }
  return common;
}
