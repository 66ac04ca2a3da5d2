import type { Crs } from '../core/crs.js';
import { CuestaError } from '../core/errors.js';
import { geographicOf } from '../geo/geographic-crs.js';
import { metresPerUnit } from '../geo/ground-size.js';
import { parseCrs } from '../geo/parse-crs.js';
import { createTransform } from '../geo/transform.js';
import { heightsFromRadii } from '../io/points/heights-from-radii.js';
import { openPointFile } from '../io/points/open-points.node.js';
import type { PointChunk } from '../io/points/point-parser.js';
import { readPoints } from '../io/points/read-points.js';
import { resolveHeights } from '../product/height-shift.js';
import { loadVerticalShift, notCovered } from '../product/height-shift.node.js';
import { heightErrors } from './error-samples.js';
import type { EstimateJob } from './estimate-job.js';
import { type MovingPoints, movingPoints, selectPoints } from './moving-points.js';
import { IDENTITY } from './rigid.js';
import { requireSameBody } from './same-body.js';
import { SCREEN_DEFAULTS, screenPoints } from './screen-points.js';
import type { Surface } from './surface.js';

/** What became of the points of the file. */
export interface PointCounts {
  readonly read: number;
  readonly withoutHeight: number;
  /** Outliers along their track; null where they were not looked for. */
  readonly screened: { readonly removed: number; readonly nmad: number; readonly tracks: number } | null;
}

export interface ControlPoints {
  readonly points: MovingPoints;
  readonly counts: PointCounts;
}

/** Reads the reference's points as geodetic positions, outliers left out. Throws `format`, `config`, `datum` and `input`. */
export async function readControlPoints(
  job: EstimateJob,
  surface: Surface,
  signal: AbortSignal,
): Promise<ControlPoints> {
  const { config, source } = job;
  const file = openPointFile(config.reference);
  const chunks: PointChunk[] = [];
  let withoutHeight = 0;
  try {
    const reader = readPoints(file, {
      signal,
      ...(config.csvFormat === undefined ? {} : { format: config.csvFormat }),
    });
    for await (const chunk of reader.chunks) chunks.push(chunk);
    withoutHeight = reader.withoutHeight();
  } finally {
    await file.close();
  }
  const [first] = chunks;
  if (first === undefined) {
    throw new CuestaError('input', `${config.reference} holds no points.`, {
      subject: config.reference,
      hint: 'Give a table with a header line and at least one point per line.',
    });
  }
  const geographic = geographicOf(source.grid.crs);
  const crs = job.control?.crs ?? pointCrs(first, job);
  requireSameBody({ path: source.path, crs: source.grid.crs }, { path: config.reference, crs });
  const lonDeg = join(chunks, 'x');
  const latDeg = join(chunks, 'y');
  createTransform(crs, geographic).forward(lonDeg, latDeg);
  const heights = join(chunks, 'h');
  heightsFromRadii(first.columns, heights, crs);
  await convertHeights(job, crs, lonDeg, latDeg, heights);
  const points = movingPoints(lonDeg, latDeg, heights, geographic.ellipsoid);
  const counts = { read: lonDeg.length, withoutHeight };
  return config.screen
    ? screened(points, counts, surface)
    : { points, counts: { ...counts, screened: null } };
}

/** Brings the heights of points to the common vertical datum. Throws `datum` where that is not asked for, or not known. */
async function convertHeights(
  { config, source, control }: EstimateJob,
  crs: Crs,
  lonDeg: Float64Array,
  latDeg: Float64Array,
  heights: Float64Array,
): Promise<void> {
  const points = { path: config.reference, grid: { crs } };
  const shift = control === null ? resolveHeights([source, points], config).shifts[1] : control.shift;
  if (shift === null || shift === undefined) return;
  const vertical = await loadVerticalShift(shift);
  for (let i = 0; i < heights.length; i++) {
    const added = vertical.shift(lonDeg[i]!, latDeg[i]!);
    if (Number.isNaN(added)) throw notCovered(shift, lonDeg[i]!, latDeg[i]!);
    heights[i]! += added;
  }
}

function join(chunks: readonly PointChunk[], key: 'x' | 'y' | 'h'): Float64Array {
  const out = new Float64Array(chunks.reduce((sum, chunk) => sum + chunk.h.length, 0));
  let at = 0;
  for (const chunk of chunks) {
    out.set(chunk[key], at);
    at += chunk.h.length;
  }
  return out;
}

function pointCrs({ columns }: PointChunk, { config, source }: EstimateJob) {
  if (config.csvCrs === undefined && columns.kind === 'map') {
    throw new CuestaError('config', `${config.reference} has x and y, but nothing says in which CRS.`, {
      subject: '--csv-crs',
      hint: 'Name it, e.g. --csv-crs EPSG:32633.',
    });
  }
  const crs = config.csvCrs === undefined ? geographicOf(source.grid.crs) : parseCrs(config.csvCrs);
  const { kind } = source.grid.crs.vertical;
  const surface = kind === 'sphere' ? 'sphere' : 'ellipsoid';
  const stated = columns.ellipsoidal ? ({ kind: surface } as const) : crs.vertical;
  // A CSV cannot say its datum: without other word it is the source's.
  return { ...crs, vertical: stated.kind === 'unknown' ? source.grid.crs.vertical : stated };
}

/**
 * Leaves out outliers along their tracks, of the height above the source where that has one: terrain is not an outlier, and points
 * outside are of no use.
 */
function screened(
  points: MovingPoints,
  counts: Omit<PointCounts, 'screened'>,
  surface: Surface,
): ControlPoints {
  const dh = Float64Array.from(heightErrors(points, surface, IDENTITY, null));
  const inside = Int32Array.from(dh.keys()).filter((i) => !Number.isNaN(dh[i]));
  if (inside.length === 0) return { points, counts: { ...counts, screened: null } };
  const { lonDeg, latDeg, h } = selectPoints(points, inside);
  const georef = { ...surface.grid, crs: geographicOf(surface.grid.crs) };
  const { x, y } = metresPerUnit(georef, latDeg[0]!);
  const result = screenPoints(
    lonDeg.map((v) => v * x),
    latDeg.map((v) => v * y),
    Float64Array.from(inside, (i) => dh[i]!),
    SCREEN_DEFAULTS,
  );
  const kept = (values: Float64Array): Float64Array => values.filter((_, i) => result.keep[i] === 1);
  const { removed, nmad, tracks } = result;
  return {
    points: movingPoints(kept(lonDeg), kept(latDeg), kept(h), points.ellipsoid),
    counts: { ...counts, screened: { removed, nmad, tracks } },
  };
}
