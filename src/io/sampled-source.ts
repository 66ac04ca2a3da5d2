import type { RealSamples } from '../core/band.js';
import { CuestaError } from '../core/errors.js';
import { scale as scaleTransform, translate } from '../core/geo-transform.js';
import type { Georef } from '../core/georef.js';
import type { RasterInfo, RasterSource, ReadOptions } from '../core/raster-source.js';
import { contains, fullWindow, intersect, type Window } from '../core/window.js';
import { dropInfinite, type MissingRule, unifyMissing } from './missing.js';

/** Which samples are wanted: a window inside the image, or inside one of its overviews. */
export interface SampleRequest {
  readonly window: Window;
  readonly band: number;
  readonly overview: number | undefined;
  readonly signal: AbortSignal | undefined;
}

/** What is particular to a format. */
export interface SampledImage {
  readonly info: RasterInfo;
  readonly missing: MissingRule;
  /** Samples as stored, in memory of their own. */
  readonly read: (request: SampleRequest) => Promise<RealSamples>;
  /** Where bands differ in scale; `info.scale` and `info.offset` otherwise. */
  readonly bandScale?: (band: number) => { readonly scale: number; readonly offset: number };
  /** Why the samples cannot become heights. */
  readonly noHeights?: () => CuestaError;
  readonly close: () => Promise<void>;
}

/** A raster source from a function that reads samples: nodata, scale, georeferencing and checks are the same for all formats. */
export function sampledSource(image: SampledImage): RasterSource {
  const { info, missing } = image;
  const samplesOf = async (window: Window, options: ReadOptions): Promise<RealSamples> => {
    const { band = 0, overview, signal } = options;
    const samples = await image.read({ window, band, overview, signal });
    unifyMissing(samples, missing, info.nodata ?? Number.NaN);
    return samples;
  };
  return {
    info,
    async readRaster(window, options = {}) {
      const size = checkedLevel(info, window, options);
      const georef = georefOf(info, size, window);
      if (georef === null) throw noGeoref(info);
      if (image.noHeights !== undefined) throw image.noHeights();
      const inside = intersect(window, fullWindow(size));
      const data = new Float32Array(window.width * window.height).fill(Number.NaN);
      if (inside !== null) {
        const { scale, offset } = image.bandScale?.(options.band ?? 0) ?? info;
        const samples = await samplesOf(inside, options);
        placeHeights(samples, inside, { window, data }, { nodata: info.nodata, scale, offset });
      }
      return { width: window.width, height: window.height, data, georef };
    },
    async readBand(window, options = {}) {
      const size = checkedLevel(info, window, options);
      if (!contains(fullWindow(size), window)) throw outside(info, size, window);
      const data = await samplesOf(window, options);
      const { width, height } = window;
      const georef = georefOf(info, size, window);
      return { width, height, dtype: info.dtype, data, nodata: info.nodata, georef };
    },
    close: image.close,
  };
}

interface Size {
  readonly width: number;
  readonly height: number;
}

function placeHeights(
  samples: RealSamples,
  inside: Window,
  target: { readonly window: Window; readonly data: Float32Array },
  rule: { readonly nodata: number | null; readonly scale: number; readonly offset: number },
): void {
  const { nodata, scale, offset } = rule;
  const { window, data } = target;
  const isBig = samples instanceof BigInt64Array || samples instanceof BigUint64Array;
  const values = isBig ? Float64Array.from(samples, Number) : samples;
  for (let row = 0, from = 0; row < inside.height; row++) {
    const start = (inside.row - window.row + row) * window.width + inside.col - window.col;
    const end = start + inside.width;
    for (let to = start; to < end; to++, from++) {
      const sample = values[from];
      if (sample !== nodata) data[to] = sample * scale + offset;
    }
    dropInfinite(data, start, end);
  }
}

/** Size of the level asked for. Throws `config` for a window, band or overview that cannot be. */
function checkedLevel(info: RasterInfo, w: Window, { band = 0, overview }: ReadOptions): Size {
  const whole = [w.col, w.row, w.width, w.height].every(Number.isSafeInteger);
  if (!whole || w.width <= 0 || w.height <= 0) {
    throw cannotRead(
      info,
      `a window of ${w.width} x ${w.height} pixels`,
      'A window has whole, positive sizes.',
    );
  }
  if (!Number.isInteger(band) || band < 0 || band >= info.bands) {
    throw cannotRead(info, `band ${band}`, `Bands are numbered from 0; the file has ${info.bands}.`);
  }
  if (overview === undefined) return info;
  const level = info.overviews[overview];
  if (level !== undefined) return level;
  throw cannotRead(info, `overview ${overview}`, `The file has ${info.overviews.length} overviews.`);
}

function georefOf(info: RasterInfo, size: Size, window: Window): Georef | null {
  if (info.georef === null) return null;
  const { transform, crs } = info.georef;
  const level = scaleTransform(transform, info.width / size.width, info.height / size.height);
  return { transform: translate(level, window.col, window.row), crs };
}

function cannotRead(info: RasterInfo, what: string, hint: string): CuestaError {
  return new CuestaError('config', `Cannot read ${what} from ${info.name}.`, { subject: info.name, hint });
}

function outside(info: RasterInfo, size: Size, w: Window): CuestaError {
  const what = `the window of ${w.width} x ${w.height} pixels at (${w.col}, ${w.row})`;
  return cannotRead(info, what, `It reaches outside: the image has ${size.width} x ${size.height} pixels.`);
}

function noGeoref(info: RasterInfo): CuestaError {
  return new CuestaError('geometry', `${info.name} has no usable georeferencing: ${info.georefProblem}.`, {
    subject: info.name,
    hint: 'Give it one, e.g. gdal_translate -a_srs EPSG:32633 -a_ullr WEST NORTH EAST SOUTH IN OUT.tif.',
  });
}
