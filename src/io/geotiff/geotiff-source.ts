import { CuestaError } from '../../core/errors.js';
import { scale as scaleTransform, translate } from '../../core/geo-transform.js';
import type { Georef } from '../../core/georef.js';
import type { RasterInfo, RasterSource, ReadOptions } from '../../core/raster-source.js';
import { contains, fullWindow, type Window } from '../../core/window.js';
import type { BlockContext } from './block-reader.js';
import { bandScale } from './gdal-metadata.js';
import { describeFile } from './geotiff-info.js';
import { readHeights } from './height-reader.js';
import type { TiffImage } from './image.js';
import { type Level, readLevels } from './levels.js';
import { applyMask } from './mask.js';
import { readSamples } from './sample-reader.js';
import { isComplex } from './sample-type.js';
import { openTiff } from './tags.js';

/**
 * Opens a GeoTIFF or BigTIFF. Only the directories are read, blocks when a window needs them. `close` closes the byte
 * source. Throws `format` for damaged files and `unsupported` for valid ones that cannot be decoded, naming the file.
 */
export async function openGeotiff(context: BlockContext, signal?: AbortSignal): Promise<RasterSource> {
  const { source, cache } = context;
  const tiff = await openTiff(source, signal);
  const levels = await readLevels(tiff, source, signal);
  const { info, items } = await describeFile(tiff.images[0], levels, source, signal);

  return {
    info,
    async readRaster(window, options = {}) {
      const { image, mask } = chooseLevel(levels, info, options);
      checkSize(info, window);
      const georef = georefOf(info, image, window);
      if (georef === null) throw noGeoref(info);
      if (isComplex(info.dtype)) throw complexHeights(info);
      const band = options.band ?? 0;
      const rule = { nodata: info.nodata, ...bandScale(items, band) };
      const data = await readHeights(context, image, band, window, rule, options.signal);
      if (mask !== null) await applyMask(context, mask, band, window, data, options.signal);
      return { width: window.width, height: window.height, data, georef };
    },
    async readBand(window, options = {}) {
      const { image } = chooseLevel(levels, info, options);
      checkSize(info, window);
      if (!contains(fullWindow(image), window)) throw outside(info, image, window);
      const missing = info.nodata ?? 0;
      const data = await readSamples(context, image, options.band ?? 0, window, missing, options.signal);
      const { width, height } = window;
      return {
        width,
        height,
        dtype: info.dtype,
        data,
        nodata: info.nodata,
        georef: georefOf(info, image, window),
      };
    },
    async close() {
      for (const { image, mask } of levels) {
        cache.drop(image);
        if (mask !== null) cache.drop(mask);
      }
      await source.close();
    },
  };
}

/** Georeferencing of a window of a level. */
function georefOf(info: RasterInfo, image: TiffImage, window: Window): Georef | null {
  if (info.georef === null) return null;
  const { transform, crs } = info.georef;
  const level = scaleTransform(transform, info.width / image.width, info.height / image.height);
  return { transform: translate(level, window.col, window.row), crs };
}

function chooseLevel(levels: readonly Level[], info: RasterInfo, { band = 0, overview }: ReadOptions): Level {
  if (!Number.isInteger(band) || band < 0 || band >= info.bands) {
    throw new CuestaError('config', `${info.name} has no band ${band}.`, {
      subject: info.name,
      hint: `Bands are numbered from 0; the file has ${info.bands}.`,
    });
  }
  const level = overview === undefined ? levels[0] : overview < 0 ? undefined : levels[overview + 1];
  if (level === undefined) {
    throw new CuestaError('config', `${info.name} has no overview ${overview}.`, {
      subject: info.name,
      hint: `Overviews are numbered from 0; the file has ${info.overviews.length}.`,
    });
  }
  return level;
}

function checkSize(info: RasterInfo, { col, row, width, height }: Window): void {
  if (![col, row, width, height].every(Number.isSafeInteger) || width <= 0 || height <= 0) {
    throw new CuestaError(
      'config',
      `Cannot read a window of ${width} x ${height} pixels at (${col}, ${row}) from ${info.name}.`,
      { subject: info.name, hint: 'A window has whole, positive sizes.' },
    );
  }
}

function outside(info: RasterInfo, image: TiffImage, w: Window): CuestaError {
  const asked = `${w.width} x ${w.height} pixels at (${w.col}, ${w.row})`;
  return new CuestaError('config', `The window of ${asked} reaches outside ${info.name}.`, {
    subject: info.name,
    hint: `The image has ${image.width} x ${image.height} pixels.`,
  });
}

function noGeoref(info: RasterInfo): CuestaError {
  return new CuestaError('geometry', `${info.name} has no usable georeferencing: ${info.georefProblem}.`, {
    subject: info.name,
    hint: 'Assign it, e.g. gdal_edit.py -a_srs EPSG:32633 -a_ullr WEST NORTH EAST SOUTH FILE.',
  });
}

function complexHeights(info: RasterInfo): CuestaError {
  return new CuestaError('input', `${info.name} holds complex samples, which are no heights.`, {
    subject: info.name,
    hint: 'Give an elevation model, or the amplitude.',
  });
}
