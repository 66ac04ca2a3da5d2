import { CuestaError } from '../../core/errors.js';
import { type GeoTransform, pixelSize, toMap } from '../../core/geo-transform.js';
import type { RasterInfo, RasterSource } from '../../core/raster-source.js';
import type { Window } from '../../core/window.js';
import { openRaster } from '../../io/open.node.js';
import { mergeMoments, momentsOf, NO_MOMENTS, standardDeviation } from '../../math/moments.js';

/** Facts of a raster file, ready for JSON (NaN as nodata becomes `"nan"`). */
export interface RasterDescription extends Omit<RasterInfo, 'nodata'> {
  readonly nodata: number | 'nan' | null;
  readonly pixelSize: readonly [number, number] | null;
  /** Extent of the pixel corners: xmin, ymin, xmax, ymax. */
  readonly bounds: readonly [number, number, number, number] | null;
  /** One per band; null when they were not asked for. */
  readonly statistics: readonly RasterStatistics[] | null;
}

export interface RasterStatistics {
  readonly min: number;
  readonly max: number;
  readonly mean: number;
  readonly std: number;
  readonly validPercent: number;
}

const ROWS_AT_A_TIME = 512;

/** Reads a header and, when asked to, all samples, some rows at a time. */
export async function describeRaster(
  path: string,
  withStatistics: boolean,
  signal: AbortSignal,
): Promise<RasterDescription> {
  const source = await openRaster(path, { signal });
  try {
    const { info } = source;
    const transform = info.georef?.transform ?? null;
    return {
      ...info,
      nodata: Number.isNaN(info.nodata) ? 'nan' : info.nodata,
      pixelSize: transform === null ? null : pixelSize(transform),
      bounds: transform === null ? null : boundsOf(transform, info.width, info.height),
      statistics: withStatistics ? await statisticsOfBands(source, signal) : null,
    };
  } finally {
    await source.close();
  }
}

function boundsOf(t: GeoTransform, width: number, height: number): [number, number, number, number] {
  const corners = [toMap(t, 0, 0), toMap(t, width, 0), toMap(t, 0, height), toMap(t, width, height)];
  const xs = corners.map(([x]) => x);
  const ys = corners.map(([, y]) => y);
  return [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)];
}

async function statisticsOfBands(source: RasterSource, signal: AbortSignal): Promise<RasterStatistics[]> {
  const statistics = [];
  for (let band = 0; band < source.info.bands; band++) {
    statistics.push(await statisticsOf(source, band, signal));
  }
  return statistics;
}

async function statisticsOf(
  source: RasterSource,
  band: number,
  signal: AbortSignal,
): Promise<RasterStatistics> {
  const { width, height } = source.info;
  let moments = NO_MOMENTS;
  for (let row = 0; row < height; row += ROWS_AT_A_TIME) {
    const window = { col: 0, row, width, height: Math.min(ROWS_AT_A_TIME, height - row) };
    moments = mergeMoments(moments, momentsOf(await valuesOf(source, window, band, signal)));
  }
  return {
    min: moments.min,
    max: moments.max,
    mean: moments.mean,
    std: standardDeviation(moments),
    validPercent: (100 * moments.count) / (width * height),
  };
}

/** Values of a window, NaN where missing, also of a raster that has no place on the ground. */
async function valuesOf(
  source: RasterSource,
  window: Window,
  band: number,
  signal: AbortSignal,
): Promise<Float32Array> {
  const { georef, nodata, scale, offset } = source.info;
  if (georef !== null) return (await source.readRaster(window, { band, signal })).data;
  const { data } = await source.readBand(window, { band, signal });
  if ('re' in data) {
    throw new CuestaError(
      'input',
      `${source.info.name} holds complex samples, which have no statistics here.`,
      {
        subject: source.info.name,
        hint: 'Look at it without --statistics.',
      },
    );
  }
  return Float32Array.from(data as ArrayLike<number | bigint>, (sample) => {
    const value = Number(sample);
    return value === nodata ? Number.NaN : value * scale + offset;
  });
}
