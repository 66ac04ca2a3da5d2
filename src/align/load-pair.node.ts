import type { Ellipsoid } from '../core/crs.js';
import { CuestaError } from '../core/errors.js';
import { toMap } from '../core/geo-transform.js';
import type { Grid } from '../core/georef.js';
import type { Compute } from '../core/kernel.js';
import type { Raster } from '../core/raster.js';
import { createRng } from '../core/rng.js';
import { expand, fullWindow, intersect, type Window } from '../core/window.js';
import { geographicOf } from '../geo/geographic-crs.js';
import { groundPixelSize } from '../geo/ground-size.js';
import { createTransform } from '../geo/transform.js';
import { coarserGrid, type GroundRaster, readOnto } from '../product/ground-raster.node.js';
import { footprintWindow } from '../resample/footprint-window.js';
import type { Alignment } from './alignment.js';
import { type PointCounts, readControlPoints } from './control-points.node.js';
import type { EstimateJob } from './estimate-job.js';
import { movedGrid } from './moved-grid.js';
import { type MovingPoints, movingPoints, selectPoints } from './moving-points.js';
import { drawSamples } from './sampling.js';
import type { Surface } from './surface.js';

/** What an alignment is estimated from. */
export interface AlignPair {
  readonly surface: Surface;
  readonly fit: MovingPoints;
  /** Never used in the fit. */
  readonly heldOut: MovingPoints;
  /** Which of the two the points are; the other one is the surface. */
  readonly moving: 'source' | 'reference';
  /** Stable points that could have been drawn. */
  readonly candidates: number;
  /** Null where the reference is a DEM. */
  readonly counts: PointCounts | null;
  readonly warnings: readonly string[];
}

/** Most samples of a raster that are held, 64 MiB each; larger ones are averaged. */
const MOST_SAMPLES = 2 ** 24;
/** How far around the other's footprint a raster is read, in parts of its size. */
const MARGIN = 0.25;

/** Points of the source and the reference as a surface, or control points and the source as a surface. */
export async function loadPair(
  job: EstimateJob,
  start: Alignment,
  compute: Compute,
  signal: AbortSignal,
): Promise<AlignPair> {
  return job.reference === null
    ? loadControl(job, compute, signal)
    : loadDems(job, job.reference, start, compute, signal);
}

async function loadDems(
  job: EstimateJob,
  reference: GroundRaster,
  start: Alignment,
  compute: Compute,
  signal: AbortSignal,
): Promise<AlignPair> {
  const { source, config } = job;
  const where = movedGrid(source.grid, start, 0);
  const around = windowAround(reference.grid, where);
  const own = start.rigid.translation.some((t) => t !== 0)
    ? fullWindow(source.grid)
    : around === null
      ? null
      : windowAround(source.grid, coarserGrid(reference.grid, around, 1));
  if (around === null || own === null) {
    throw new CuestaError('no-overlap', `${source.path} and ${config.reference} do not overlap.`, {
      subject: source.path,
      hint: 'Look at the bounds that cuesta info shows: both must cover the same ground.',
    });
  }
  const [fine, coarse] = [pixelOf(source.grid), pixelOf(reference.grid)];
  const referenceFactor = Math.max(Math.round(fine / coarse), memoryFactor(around), 1);
  const sourceFactor = Math.max(Math.floor((coarse * referenceFactor) / fine + 0.01), memoryFactor(own), 1);
  const surfaceGrid = coarserGrid(reference.grid, around, referenceFactor);
  const surface = await readOnto(reference, surfaceGrid, 'average', compute, signal);
  const pointGrid = coarserGrid(source.grid, own, sourceFactor);
  const heights = await readOnto(source, pointGrid, 'average', compute, signal);
  await maskHeights(job, heights, pointGrid, compute, signal);
  const { ellipsoid } = geographicOf(reference.grid.crs);
  return {
    surface: { grid: surfaceGrid, data: surface.data },
    ...drawFromRaster(heights, job, ellipsoid),
    moving: 'source',
    counts: null,
    warnings: reducedWarnings(referenceFactor, memoryFactor(around) > 1 || memoryFactor(own) > 1),
  };
}

async function loadControl(job: EstimateJob, compute: Compute, signal: AbortSignal): Promise<AlignPair> {
  const { source } = job;
  const factor = memoryFactor(fullWindow(source.grid));
  const grid = coarserGrid(source.grid, fullWindow(source.grid), factor);
  const surface = await readOnto(source, grid, 'average', compute, signal);
  await maskHeights(job, surface, grid, compute, signal);
  const { points, counts } = await readControlPoints(job, { grid, data: surface.data }, signal);
  return {
    surface: { grid, data: surface.data },
    ...split(points, points.count, job),
    moving: 'reference',
    counts,
    warnings: reducedWarnings(factor, factor > 1),
  };
}

function windowAround(grid: Grid, other: Grid): Window | null {
  const box = footprintWindow(grid, other, 0);
  const [x, y] = [Math.ceil(MARGIN * box.width), Math.ceil(MARGIN * box.height)];
  return intersect(box, fullWindow(grid)) === null
    ? null
    : intersect(expand(box, { left: x, right: x, top: y, bottom: y }), fullWindow(grid));
}

function pixelOf(grid: Grid): number {
  const { x, y } = groundPixelSize(grid);
  return Math.sqrt(x * y);
}

function memoryFactor({ width, height }: { readonly width: number; readonly height: number }): number {
  return Math.max(1, Math.ceil(Math.sqrt((width * height) / MOST_SAMPLES)));
}

function reducedWarnings(factor: number, isForMemory: boolean): string[] {
  if (!isForMemory) return [];
  return [
    `The alignment was estimated on pixels averaged ${factor} x ${factor}: the inputs are too large to hold.`,
  ];
}

/** Takes out what the mask does not call stable. */
async function maskHeights(
  { mask }: EstimateJob,
  heights: Raster,
  grid: Grid,
  compute: Compute,
  signal: AbortSignal,
): Promise<void> {
  if (mask === null) return;
  const { data } = await readOnto({ ...mask, shift: null }, grid, 'nearest', compute, signal);
  for (let i = 0; i < data.length; i++) if (!(Math.abs(data[i]!) > 0)) heights.data[i] = Number.NaN;
}

type Drawn = Pick<AlignPair, 'fit' | 'heldOut' | 'candidates'>;

function drawFromRaster(raster: Raster, job: EstimateJob, ellipsoid: Ellipsoid): Drawn {
  const { width, data, georef } = raster;
  let count = 0;
  const valid = new Int32Array(data.length);
  for (let i = 0; i < data.length; i++) if (!Number.isNaN(data[i])) valid[count++] = i;
  const { fit, heldOut } = drawn(count, job);
  const x = new Float64Array(fit.length + heldOut.length);
  const y = new Float64Array(x.length);
  const h = new Float64Array(x.length);
  let k = 0;
  for (const part of [fit, heldOut]) {
    for (const index of part) {
      const i = valid[index]!;
      const [mapX, mapY] = toMap(georef.transform, (i % width) + 0.5, Math.floor(i / width) + 0.5);
      x[k] = mapX;
      y[k] = mapY;
      h[k++] = data[i]!;
    }
  }
  createTransform(georef.crs, geographicOf(georef.crs)).forward(x, y);
  const points = movingPoints(x, y, h, ellipsoid);
  return {
    fit: selectPoints(
      points,
      Int32Array.from(fit, (_, i) => i),
    ),
    heldOut: selectPoints(
      points,
      Int32Array.from(heldOut, (_, i) => fit.length + i),
    ),
    candidates: count,
  };
}

function split(points: MovingPoints, count: number, job: EstimateJob): Drawn {
  const { fit, heldOut } = drawn(count, job);
  return { fit: selectPoints(points, fit), heldOut: selectPoints(points, heldOut), candidates: count };
}

function drawn(count: number, { config }: EstimateJob): ReturnType<typeof drawSamples> {
  const most = config.samples ?? (config.method.startsWith('icp-') ? 250_000 : 1_000_000);
  return drawSamples(count, most, config.heldOut, createRng(config.seed));
}
