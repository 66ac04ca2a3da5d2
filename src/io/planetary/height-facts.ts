import type { RealSamples } from '../../core/band.js';
import type { Window } from '../../core/window.js';
import type { GeorefFacts } from '../georef-facts.js';
import { type MissingRule, unifyMissing } from '../missing.js';
import { areRadii, type HeightFacts, radiiToHeights, valuesOf } from './radius.js';

/** What is needed to tell radii from heights. */
export interface HeightQuestion {
  readonly name: string;
  readonly width: number;
  readonly height: number;
  readonly nodata: number | null;
  readonly missing: MissingRule;
  readonly scale: number;
  readonly offset: number;
  /** Samples of the first band. */
  readonly rows: (window: Window) => Promise<RealSamples>;
}

/** Rows looked at, as shares of the height; one with samples is enough. */
const ROWS = [1 / 2, 1 / 4, 3 / 4, 1 / 8, 7 / 8];
/** Columns looked at, from the middle. */
const COLS = 1024;

/**
 * Scale, offset and place of a planetary raster. Labels do not say whether a raster holds heights or radii, but the numbers do: no
 * height of a large body comes near its radius. Where the values of a row in the middle are radii, heights above the sphere of the CRS
 * are made of them.
 */
export async function heightFacts(
  question: HeightQuestion,
  place: GeorefFacts,
): Promise<HeightFacts & GeorefFacts> {
  const { scale, offset, name } = question;
  if (place.georef === null) return { scale, offset, ...place };
  if (!areRadii(await someValues(question), place.georef.crs)) return { scale, offset, ...place };
  return radiiToHeights({ scale, offset }, place.georef, name);
}

async function someValues(question: HeightQuestion): Promise<number[]> {
  const { width, height, nodata, missing, rows } = question;
  const cols = Math.min(width, COLS);
  const col = Math.floor((width - cols) / 2);
  for (const share of ROWS) {
    const samples = await rows({
      col,
      row: Math.min(height - 1, Math.floor(height * share)),
      width: cols,
      height: 1,
    });
    unifyMissing(samples, missing, nodata ?? Number.NaN);
    const values = valuesOf(samples, nodata, question);
    if (values.length > 0) return values;
  }
  return [];
}
