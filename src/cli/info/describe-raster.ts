import { type GeoTransform, pixelSize, toMap } from '../../core/geo-transform.js';
import type { RasterInfo, RasterSource } from '../../core/raster-source.js';
import { openRaster } from '../../io/open.node.js';
import { mergeMoments, momentsOf, NO_MOMENTS, standardDeviation } from '../../math/moments.js';

/** Facts of a raster file, ready for JSON (NaN as nodata becomes `"nan"`). */
export interface RasterDescription extends Omit<RasterInfo, 'nodata'> {
  readonly nodata: number | 'nan' | null;
  readonly pixelSize: readonly [number, number] | null;
  /** Extent of the pixel corners: xmin, ymin, xmax, ymax. */
  readonly bounds: readonly [number, number, number, number] | null;
  readonly statistics: RasterStatistics | null;
}

export interface RasterStatistics {
  readonly min: number;
  readonly max: number;
  readonly mean: number;
  readonly std: number;
  readonly validPercent: number;
}

const ROWS_AT_A_TIME = 512;

/** Reads a header and, when asked to, all samples of the first band in bands of rows. */
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
      statistics: withStatistics ? await statisticsOf(source, signal) : null,
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

async function statisticsOf(source: RasterSource, signal: AbortSignal): Promise<RasterStatistics> {
  const { width, height } = source.info;
  let moments = NO_MOMENTS;
  for (let row = 0; row < height; row += ROWS_AT_A_TIME) {
    const window = { col: 0, row, width, height: Math.min(ROWS_AT_A_TIME, height - row) };
    const { data } = await source.readRaster(window, { signal });
    moments = mergeMoments(moments, momentsOf(data));
  }
  return {
    min: moments.min,
    max: moments.max,
    mean: moments.mean,
    std: standardDeviation(moments),
    validPercent: (100 * moments.count) / (width * height),
  };
}
