import type { XmlElement } from '@rgrove/parse-xml';
import type { RealSamples } from '../../core/band.js';
import { throwIfAborted } from '../../core/errors.js';
import type { GeoTransform } from '../../core/geo-transform.js';
import type { RasterInfo, RasterSource } from '../../core/raster-source.js';
import { fullWindow, intersect, type Window } from '../../core/window.js';
import { parseCrs } from '../../geo/parse-crs.js';
import { damagedFile, unsupportedFile } from '../format-error.js';
import { type GeorefFacts, orProblem } from '../georef-facts.js';
import { parseNodata } from '../geotiff/nodata.js';
import { SAMPLE_ARRAYS } from '../geotiff/sample-type.js';
import { NOTHING_ELSE } from '../missing.js';
import type { OpenContext } from '../open-context.js';
import { sampledSource } from '../sampled-source.js';
import { childElements, finiteNumber, readXmlFile, xmlText } from '../xml/xml-tree.js';
import { PartPool } from './part-pool.js';
import { placePart } from './place-part.js';
import { type VrtBand, vrtBands } from './vrt-description.js';

/** Larger than any mosaic of the Earth at a centimetre. */
const MAX_SIDE = 2 ** 32;

/**
 * Opens a GDAL VRT that is a plain mosaic: files of any readable format, copied pixel by pixel, perhaps with a nodata value that is left
 * out and a linear scale. Its files are looked for here, and opened when a window needs them. Throws `format`, or `unsupported` for resampled, warped and
 * computed VRTs.
 */
export async function openVrt(context: OpenContext, signal?: AbortSignal): Promise<RasterSource> {
  const { source } = context;
  const root = await readXmlFile(source, signal);
  const bands = vrtBands(root, source.name);
  const names = new Set(bands.flatMap(({ parts }) => parts.map(({ file }) => file)));
  const files: string[] = [];
  for (const name of names) files.push(await context.locate(name, signal));
  const info = { ...describe(root, bands, source.name), files };
  const pool = new PartPool((file) => context.openBeside(file));
  return sampledSource({
    info,
    missing: NOTHING_ELSE,
    bandScale: (band) => bands[band],
    read: ({ window, band, signal: s }) => readMosaic(bands[band], info, window, pool, s),
    async close() {
      await pool.close();
      await source.close();
    },
  });
}

function describe(root: XmlElement, bands: readonly VrtBand[], name: string): RasterInfo {
  const [width, height] = ['rasterXSize', 'rasterYSize'].map((key) => {
    const side = finiteNumber(root.attributes[key] ?? '') ?? 0;
    if (Number.isInteger(side) && side > 0 && side <= MAX_SIDE) return side;
    throw damagedFile(name, 'is a VRT without a size');
  });
  const [{ dtype, nodata, hidesNodata, scale, offset }] = bands;
  if (bands.some((band) => band.dtype !== dtype || band.nodata !== nodata)) {
    throw unsupportedFile(name, 'bands of different sample types or nodata');
  }
  const metadata = metadataOf(root);
  return {
    ...{ name, format: 'VRT', width, height, bands: bands.length, dtype, scale, offset },
    nodata: hidesNodata ? null : parseNodata(nodata, dtype),
    ...georefOf(root),
    pixelIsPoint: metadata.AREA_OR_POINT === 'Point',
    ...{ blockWidth: Math.min(width, 128), blockHeight: Math.min(height, 128) },
    ...{ compression: 'none', overviews: [], hasMask: false, metadata },
  };
}

function georefOf(root: XmlElement): GeorefFacts {
  const values = (xmlText(root, 'GeoTransform') ?? '')
    .split(',')
    .map((text) => finiteNumber(text) ?? Number.NaN);
  if (values.length !== 6) return { georef: null, georefProblem: 'it has no geotransform' };
  const [c, a, b, f, d, e] = values;
  const srs = xmlText(root, 'SRS') ?? '';
  if (srs === '') return { georef: null, georefProblem: 'it has no CRS' };
  const transform: GeoTransform = [a, b, c, d, e, f];
  return orProblem(transform, 'its CRS', () => parseCrs(srs));
}

function metadataOf(root: XmlElement): Record<string, string> {
  const record: Record<string, string> = {};
  for (const group of childElements(root, 'Metadata')) {
    const domain = group.attributes.domain;
    for (const item of childElements(group, 'MDI')) {
      const key = item.attributes.key ?? '';
      record[domain === undefined ? key : `${domain}:${key}`] = item.text;
    }
  }
  return record;
}

/** Samples where no part lies are nodata, or 0 when there is none. */
async function readMosaic(
  band: VrtBand,
  info: RasterInfo,
  window: Window,
  pool: PartPool,
  signal: AbortSignal | undefined,
): Promise<RealSamples> {
  const samples = new SAMPLE_ARRAYS[band.dtype](window.width * window.height);
  const nodata = parseNodata(band.nodata, band.dtype) ?? 0;
  if (samples instanceof BigInt64Array || samples instanceof BigUint64Array) samples.fill(BigInt(nodata));
  else samples.fill(nodata);
  for (const part of band.parts) {
    const { from, to, width, height } = part;
    const area = intersect({ ...to, width, height }, window);
    if (area === null) continue;
    throwIfAborted(signal);
    await pool.use(part.file, async (source) => {
      const shifted = { ...area, col: area.col - to.col + from.col, row: area.row - to.row + from.row };
      const inside = intersect(shifted, fullWindow(source.info));
      if (inside === null) return;
      const { data } = await source.readBand(inside, { band: part.band, ...(signal && { signal }) });
      if ('re' in data) throw unsupportedFile(info.name, 'complex VRT sources');
      const at =
        (inside.row - from.row + to.row - window.row) * window.width +
        inside.col -
        from.col +
        to.col -
        window.col;
      placePart(
        data,
        part,
        { width: inside.width, height: inside.height, at, rowStep: window.width },
        samples,
        band.dtype,
      );
    });
  }
  return samples;
}
