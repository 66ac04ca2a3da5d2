import { writeAtomically } from '../../core/atomic-file.node.js';
import { CuestaError, throwIfAborted } from '../../core/errors.js';
import { pixelSize } from '../../core/geo-transform.js';
import type { Grid } from '../../core/georef.js';
import type { RasterSource } from '../../core/raster-source.js';
import { openRaster } from '../../io/open.node.js';
import { gridOf, requireHeights } from '../../product/inputs.node.js';
import type { JobContext } from '../../product/job-context.js';
import { checkOutputs } from '../../product/outputs.node.js';
import { bilinear } from '../../terrain/bilinear.js';
import { type LinePoints, pointsAlong, runsOf } from '../../terrain/line-points.js';
import type { ProfileConfig } from './config.js';
import { profileCsv, profileSvg } from './profile-documents.js';

export interface ProfileResult {
  readonly samples: number;
  /** Samples with a height. */
  readonly valid: number;
  readonly lengthM: number;
  /** Null when no sample has a height. */
  readonly lowest: number | null;
  readonly highest: number | null;
  readonly files: readonly string[];
}

const MOST_SAMPLES = 1_000_000;
/** Side of the windows that are read along the line, pixels. */
const SIDE = 256;

/**
 * Heights of a DEM along a straight line, bilinear between pixel centres, as CSV and on request as SVG. A missing
 * neighbour with weight makes a sample missing. Throws `config` for too many samples and `no-overlap` for a line
 * without any height.
 */
export async function runProfile(config: ProfileConfig, context: JobContext): Promise<ProfileResult> {
  const files = [config.output, ...(config.svg === undefined ? [] : [config.svg])];
  await checkOutputs(files, [config.input], context.settings.overwrite);
  const source = await openRaster(config.input, { signal: context.signal });
  try {
    requireHeights({ path: config.input, info: source.info });
    const grid = gridOf(source.info);
    const points = pointsAlong(grid, config.line, sampleCount(config, grid));
    const heights = await heightsAt(source, points, context);
    const result = summariseProfile(points, heights, files);
    if (result.valid === 0) throw noHeights(config.input);
    await writeText(config.output, profileCsv(points, heights));
    if (config.svg !== undefined) {
      const name = config.input.replace(/^.*[/\\]/, '');
      await writeText(config.svg, profileSvg(name, points, heights));
    }
    return result;
  } finally {
    await source.close();
  }
}

function sampleCount({ line, spacing }: ProfileConfig, { transform }: Grid): number {
  const length = Math.hypot(line[2] - line[0], line[3] - line[1]);
  const step = spacing ?? Math.min(...pixelSize(transform));
  const count = Math.max(1, Math.ceil(length / step - 1e-9)) + 1;
  if (length > 0 && count <= MOST_SAMPLES) return count;
  const what = length > 0 ? `has ${count} samples; at most ${MOST_SAMPLES} are written` : 'has no length';
  throw new CuestaError('config', `The line ${line.join(' ')} ${what}.`, {
    subject: 'line',
    hint: length > 0 ? 'Pass a larger --spacing.' : 'Pass two different ends to --line.',
  });
}

async function heightsAt(
  source: RasterSource,
  points: LinePoints,
  { signal, progress }: JobContext,
): Promise<Float64Array> {
  const { cols, rows } = points;
  const heights = new Float64Array(cols.length);
  for (const { first, count, window } of runsOf(points, SIDE)) {
    throwIfAborted(signal);
    const raster = await source.readRaster(window, { signal });
    for (let i = first; i < first + count; i++) {
      heights[i] = bilinear(raster, cols[i] - window.col, rows[i] - window.row);
    }
    progress({ stage: 'profile', done: first + count, total: cols.length });
  }
  return heights;
}

function summariseProfile(
  { distanceM }: LinePoints,
  heights: Float64Array,
  files: readonly string[],
): ProfileResult {
  const valid = heights.filter((h) => Number.isFinite(h));
  const extreme = (pick: (a: number, b: number) => number): number | null =>
    valid.length === 0 ? null : valid.reduce((a, b) => pick(a, b));
  return {
    samples: heights.length,
    valid: valid.length,
    lengthM: distanceM[distanceM.length - 1],
    lowest: extreme(Math.min),
    highest: extreme(Math.max),
    files,
  };
}

function noHeights(path: string): CuestaError {
  return new CuestaError('no-overlap', `The line meets no height of ${path}.`, {
    subject: path,
    hint: 'Ends are x and y in the CRS of the DEM; cuesta info shows its extent.',
  });
}

function writeText(path: string, text: string): Promise<void> {
  return writeAtomically(path, (file) => file.writeFile(text));
}
