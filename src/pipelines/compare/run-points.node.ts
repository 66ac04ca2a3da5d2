import type { FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { writeAtomically } from '../../core/atomic-file.node.js';
import { CuestaError } from '../../core/errors.js';
import type { Compute } from '../../core/kernel.js';
import { heightsFromRadii } from '../../io/points/heights-from-radii.js';
import { openPointFile } from '../../io/points/open-points.node.js';
import type { PointChunk } from '../../io/points/point-parser.js';
import { readPoints } from '../../io/points/read-points.js';
import { createNodeCompute } from '../../kernels/select.node.js';
import type { JobContext } from '../../product/job-context.js';
import { checkOutputs } from '../../product/outputs.node.js';
import { accuracyOf } from '../../terrain/accuracy-passes.js';
import { SLOPE_CLASSES } from '../../terrain/slope-classes.js';
import { alignTested, type TestedMotion } from './align-tested.node.js';
import { requireAsserted } from './assertions.js';
import { noOverlap } from './common-area.js';
import { datumWarning, heightsLabel } from './common-heights.node.js';
import type { PlannedPoints, PointCompareJob } from './plan-points.node.js';
import { createPointMap, type PointMap } from './point-map.js';
import { createPointShift, openPointSampler, type PointSampler } from './point-sampler.node.js';
import { pointTableHeader, pointTableLines, type TestedAtPoints } from './point-table.js';
import { writePointReport } from './report.node.js';
import { allWarnings, type CompareResult, type Comparison } from './result.js';
import { makeFolder, removeIfEmpty, writeJson } from './run-compare.node.js';

/**
 * Compares DEMs with control points: the file is read in chunks, the DEMs are interpolated bilinearly. Keeps 5 bytes per point and DEM,
 * for exact order statistics. Throws `quality` when a demand of `assert` is missed.
 */
export async function runPointCompare(job: PointCompareJob, context: JobContext): Promise<CompareResult> {
  const { config, outputs } = job;
  const isNew = config.output !== undefined && (await makeFolder(config.output));
  await checkOutputs(outputs, [config.reference, ...config.tested], context.settings.overwrite);
  const compute = await createNodeCompute(context.settings.backend);
  const targets: Target[] = [];
  try {
    for (const planned of job.comparisons) targets.push(await openTarget(planned, job, compute, context));
    const withoutHeight = await compareAll(job, targets, context);
    const comparisons = targets.map((target) => summarise(target, job, withoutHeight));
    const result: CompareResult = { reference: config.reference, comparisons, outputs };
    for (const warning of allWarnings(result)) context.log('warn', warning);
    const [report, json] = config.output === undefined ? [] : outputs;
    const maps = targets.flatMap(({ map }) => map ?? []);
    if (report !== undefined) await writePointReport(report, job, result, maps, context);
    if (json !== undefined) await writeJson(json, result);
    requireAsserted(
      config.align ? comparisons.filter(({ alignment }) => alignment !== null) : comparisons,
      config.assert,
    );
    return result;
  } finally {
    for (const { sampler } of targets) await sampler.close();
    await compute.close();
    if (isNew) await removeIfEmpty(config.output!);
  }
}

/** A tested DEM and what has been gathered about it. */
interface Target {
  readonly planned: PlannedPoints;
  /** Null where the DEM is compared as it is. */
  readonly moved: TestedMotion | null;
  readonly sampler: PointSampler;
  /** Only for a report. */
  readonly map: PointMap | null;
  readonly dh: Float32Array[];
  readonly classes: Uint8Array[];
  read: number;
  outside: number;
}

async function openTarget(
  planned: PlannedPoints,
  { crs, config }: PointCompareJob,
  compute: Compute,
  context: JobContext,
): Promise<Target> {
  const moved = planned.isAligned
    ? await alignTested(planned, config, { kind: 'points', crs }, context)
    : null;
  const sampler = await openPointSampler({ ...planned.dem, motion: moved?.motion ?? null }, crs, compute);
  const map = config.output === undefined ? null : createPointMap(planned.tested.grid);
  return { planned, moved, sampler, map, dh: [], classes: [], read: 0, outside: 0 };
}

/** Goes through the file once; returns the number of lines without a height. */
async function compareAll(
  { config, outputs, crs }: PointCompareJob,
  targets: readonly Target[],
  context: JobContext,
): Promise<number> {
  const { signal, progress } = context;
  const source = openPointFile(config.reference);
  const format = config.csvFormat === undefined ? {} : { format: config.csvFormat };
  const reader = readPoints(source, { ...format, signal });
  const shiftPoints = await createPointShift(targets[0].planned.heights.shifts[1] ?? null, crs);
  const total = (await source.size(signal)) ?? 0;

  const run = async (table: FileHandle | null): Promise<void> => {
    let first = true;
    for await (const points of reader.chunks) {
      heightsFromRadii(points.columns, points.h, crs);
      shiftPoints(points.x, points.y, points.h);
      const found: TestedAtPoints[] = [];
      for (const target of targets) found.push(await compareChunk(target, points, signal));
      if (table !== null) {
        if (first) await table.write(`${pointTableHeader(points, namesOf(targets))}\n`);
        await table.write(pointTableLines(points, found));
      }
      first = false;
      progress({ stage: 'points', done: Math.min(reader.bytesRead(), total), total });
    }
  };
  try {
    if (config.pointsOut === undefined) await run(null);
    else {
      await makeFolder(dirname(outputs.at(-1)!));
      await writeAtomically(config.pointsOut, run);
    }
  } finally {
    await source.close();
  }
  return reader.withoutHeight();
}

async function compareChunk(
  target: Target,
  points: PointChunk,
  signal: AbortSignal,
): Promise<TestedAtPoints> {
  const { heights, classes, cols, rows, outside } = await target.sampler.sample(points, signal);
  const dh = Float32Array.from(heights, (height, i) => height - points.h[i]);
  target.dh.push(dh);
  target.classes.push(classes);
  target.read += dh.length;
  target.outside += outside;
  target.map?.add(cols, rows, dh);
  return { heights, dh };
}

function summarise(
  { planned, moved, dh, classes, read, outside }: Target,
  { config }: PointCompareJob,
  withoutHeight: number,
): Comparison {
  const { name, tested, heights } = planned;
  if (outside === read) throw noOverlap(tested.path, config.reference);
  const accuracy = accuracyOf(joinFloats(dh), joinBytes(classes), SLOPE_CLASSES.length);
  if (accuracy.count === 0) {
    throw new CuestaError('input', `${tested.path} has no height at any point of ${config.reference}.`, {
      subject: tested.path,
      hint: 'The points lie inside the DEM, but where its heights are missing.',
    });
  }
  const warning = datumWarning(tested.path, config.reference, heights);
  return {
    name,
    tested: tested.path,
    alignment: moved?.applied ?? null,
    dh: null,
    heights: heightsLabel(heights),
    crs: tested.grid.crs.name,
    grid: null,
    accuracy,
    slopeOf: 'tested',
    similarity: null,
    strata: [],
    uncertainty: null,
    directions: null,
    sections: [],
    points: {
      read,
      used: accuracy.count,
      outside,
      missing: read - outside - accuracy.count,
      withoutHeight,
    },
    warnings: [
      ...(warning === null ? [] : [warning]),
      ...(moved?.warnings ?? []).map((text) => `${name}: ${text}`),
    ],
  };
}

function namesOf(targets: readonly Target[]): string[] {
  return targets.map(({ planned }) => planned.name);
}

function joinFloats(parts: readonly Float32Array[]): Float32Array {
  const all = new Float32Array(parts.reduce((n, part) => n + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

function joinBytes(parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((n, part) => n + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
