import { readFile } from 'node:fs/promises';
import { ioError } from '../core/atomic-file.node.js';
import type { VerticalDatum } from '../core/crs.js';
import { CuestaError } from '../core/errors.js';
import { toMap } from '../core/geo-transform.js';
import type { Grid } from '../core/georef.js';
import { fullWindow, type Window } from '../core/window.js';
import { loadEgm96 } from '../geo/egm96.js';
import { geographicOf } from '../geo/geographic-crs.js';
import type { Geoid } from '../geo/geoid.js';
import { geoidFromGrid, geoidGridFromRaster } from '../geo/geoid-grid.js';
import { parseGtx } from '../geo/gtx.js';
import { createTransform } from '../geo/transform.js';
import { sameVertical } from '../geo/vertical-datum.js';
import { createVerticalShift, type VerticalShift } from '../geo/vertical-shift.js';
import { openRaster } from '../io/open.node.js';
import { type DatumOptions, type HeightShift, type ResolvedHeights, resolveHeights } from './height-shift.js';
import { type FileStamp, stampFile } from './inputs.node.js';

export interface PreparedHeights extends ResolvedHeights {
  /** Grids that decide heights of the output. */
  readonly geoids: readonly FileStamp[];
}

/**
 * {@link resolveHeights}, and every geoid once loaded: one that is missing or unreadable is found before any work. Throws
 * `datum`, `config`, and what reading the grid throws.
 */
export async function prepareHeights(
  inputs: Parameters<typeof resolveHeights>[0],
  options: DatumOptions,
  signal: AbortSignal,
): Promise<PreparedHeights> {
  const heights = resolveHeights(inputs, options);
  const shifts = heights.shifts.filter((shift) => shift !== null);
  const different = new Map(shifts.map((shift) => [JSON.stringify(shift), shift]));
  for (const shift of different.values()) await loadVerticalShift(shift);
  const paths = new Set(shifts.map(({ geoid }) => geoid?.path).filter((path) => path !== undefined));
  const geoids = await Promise.all([...paths].map((path) => stampFile(path, signal)));
  return { ...heights, geoids };
}

/** Adds the shift to the heights of a window of a grid, in place; missing samples stay missing. */
export type HeightShifter = (window: Window, heights: Float32Array) => void;

/**
 * Prepares a conversion of heights on a grid: loads the geoids, and finds the geodetic position of every pixel centre when it is
 * applied. Throws `datum` for a missing grid; the shifter throws `geometry` where a geoid grid does not reach.
 */
export async function createHeightShifter(shift: HeightShift, grid: Grid): Promise<HeightShifter> {
  const vertical = await loadVerticalShift(shift);
  const toGeographic = createTransform(grid.crs, geographicOf(grid.crs));
  return ({ col, row, width, height }, heights) => {
    const lons = new Float64Array(width);
    const lats = new Float64Array(width);
    for (let r = 0; r < height; r++) {
      for (let c = 0; c < width; c++) {
        [lons[c], lats[c]] = toMap(grid.transform, col + c + 0.5, row + r + 0.5) as [number, number];
      }
      toGeographic.forward(lons, lats);
      for (let c = 0; c < width; c++) {
        const i = r * width + c;
        if (Number.isNaN(heights[i])) continue;
        const added = vertical.shift(lons[c], lats[c]);
        if (Number.isNaN(added)) throw notCovered(shift, lons[c], lats[c]);
        heights[i] = heights[i] + added;
      }
    }
  };
}

/** The conversion as a function of geodetic positions, with its geoids loaded. Throws `datum` for a missing grid. */
export async function loadVerticalShift(shift: HeightShift): Promise<VerticalShift> {
  const geoids = await Promise.all([shift.from, shift.to].map((datum) => loadGeoid(datum, shift.geoid)));
  return createVerticalShift(
    shift.from,
    shift.to,
    geoids.filter((geoid) => geoid !== null),
  );
}

async function loadGeoid(datum: VerticalDatum, file: HeightShift['geoid']): Promise<Geoid | null> {
  if (file !== null && sameVertical(datum, file.datum)) {
    return readGeoid(file.path, datum);
  }
  return datum.kind === 'egm96' ? loadEgm96() : null;
}

async function readGeoid(path: string, datum: VerticalDatum): Promise<Geoid> {
  if (/\.gtx$/i.test(path)) {
    const bytes = await readFile(path).catch((cause: unknown) => {
      throw ioError(cause, path, 'read');
    });
    return geoidFromGrid(parseGtx(bytes, path), datum);
  }
  const source = await openRaster(path);
  try {
    const raster = await source.readRaster(fullWindow(source.info));
    return geoidFromGrid(geoidGridFromRaster(raster, path), datum);
  } finally {
    await source.close();
  }
}

/** Names the geoid that does not reach a position where a height has to be converted. */
export function notCovered({ geoid }: HeightShift, lonDeg: number, latDeg: number): CuestaError {
  const name = geoid?.path ?? 'EGM96';
  return new CuestaError(
    'geometry',
    `The geoid ${name} has no value at ${lonDeg.toFixed(4)}, ${latDeg.toFixed(4)}.`,
    {
      subject: name,
      hint: 'Use a geoid grid that covers the whole output.',
    },
  );
}
