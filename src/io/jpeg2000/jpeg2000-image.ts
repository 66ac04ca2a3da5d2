import type { RealSamples } from '../../core/band.js';
import { throwIfAborted } from '../../core/errors.js';
import type { RasterInfo, RasterSource } from '../../core/raster-source.js';
import { intersect } from '../../core/window.js';
import { damagedFile, unsupportedFile } from '../format-error.js';
import type { GeorefFacts } from '../georef-facts.js';
import { isPixelPoint, readGeoKeys } from '../geotiff/geo-tags.js';
import { readGeoref } from '../geotiff/geotiff-info.js';
import { SAMPLE_ARRAYS } from '../geotiff/sample-type.js';
import { openTiff } from '../geotiff/tags.js';
import { NOTHING_ELSE } from '../missing.js';
import type { OpenContext } from '../open-context.js';
import { PLAIN_PICTURE } from '../plain-picture.js';
import { type SampleRequest, sampledSource } from '../sampled-source.js';
import { memorySource } from '../source/memory-source.js';
import { type Box, type Codestream, readCodestream } from './codestream.js';
import { decodeTile, type PictureSamples } from './decode-tile.js';
import { findBoxes } from './jp2-boxes.js';
import { findTileParts, type TileParts, tileBox, tileStream, tilesAcross } from './tile-parts.js';

/** Decoders hold four bytes per sample of a tile. */
const MAX_TILE_SAMPLES = 2 ** 28;
/** More samples per stored byte than this is a lie, except in small tiles. */
const MAX_EXPANSION = 4096;
const SMALL_TILE = 2 ** 20;

/**
 * Opens a JPEG 2000 image (JP2 file or codestream, up to 16 bits) with GeoJP2 georeferencing. Tiles are decoded by themselves; an image
 * without tiles is one, and is decoded as a whole. The halved sizes that it holds are its overviews. Throws `format` or `unsupported`.
 */
export async function openJpeg2000(context: OpenContext, signal?: AbortSignal): Promise<RasterSource> {
  const { source, codecs } = context;
  const boxes = await findBoxes(source, signal);
  const codestream = await readCodestream(source, boxes.start, boxes.length, signal);
  const place = await placeOf(boxes.geotiff, source.name, signal);
  let finding: Promise<TileParts> | undefined;
  let last: { key: string; samples: PictureSamples } | undefined;

  const tileAt: TileReader = async (col, row, reduction, s) => {
    const key = `${col}/${row}/${reduction}`;
    if (last?.key === key) return last.samples;
    finding ??= findTileParts(source, codestream).catch((error: unknown) => {
      finding = undefined;
      throw error;
    });
    const own = (await finding).get(row * tilesAcross(codestream) + col);
    if (own === undefined) return null;
    const size = { ...reduced(tileBox(codestream, col, row), reduction), reduction };
    const bytes = own.reduce((sum, part) => sum + part.length, 0);
    checkTile(codestream, size, bytes, source.name);
    const stream = await tileStream(source, codestream, { col, row }, own, s);
    const samples = await decodeTile(codecs.openJpeg, stream, codestream, size, source.name);
    last = { key, samples };
    return samples;
  };
  return sampledSource({
    info: describe(codestream, source.name, place),
    missing: NOTHING_ELSE,
    read: (request) => readTiles(codestream, request, tileAt),
    close: () => source.close(),
  });
}

/** Null for a tile that the file does not hold: its samples are 0. */
type TileReader = (
  col: number,
  row: number,
  reduction: number,
  signal?: AbortSignal,
) => Promise<PictureSamples | null>;

interface Place extends GeorefFacts {
  readonly pixelIsPoint: boolean;
}

async function placeOf(geotiff: Uint8Array | null, name: string, signal?: AbortSignal): Promise<Place> {
  if (geotiff === null) return { georef: null, georefProblem: 'it has no GeoJP2 box', pixelIsPoint: false };
  const source = memorySource(geotiff, name);
  const [directory] = (await openTiff(source, signal)).images;
  const keys = await readGeoKeys(directory, source, signal);
  return { ...(await readGeoref(directory, keys, source, signal)), pixelIsPoint: isPixelPoint(keys) };
}

function describe(codestream: Codestream, name: string, place: Place): RasterInfo {
  const { area, tiles, components, reductions } = codestream;
  const { width, height } = reduced(area, 0);
  const { georefProblem: _, ...plain } = PLAIN_PICTURE;
  return {
    ...{ ...plain, name, format: 'JPEG 2000', width, height, bands: components },
    dtype: dtypeOf(codestream),
    ...place,
    ...{ blockWidth: Math.min(width, tiles.width), blockHeight: Math.min(height, tiles.height) },
    compression: 'JPEG 2000',
    overviews: Array.from({ length: reductions }, (_unused, i) => {
      const half = reduced(area, i + 1);
      return { width: half.width, height: half.height };
    }),
    hasMask: false,
  };
}

function dtypeOf({ bits, signed }: Codestream): 'int8' | 'uint8' | 'int16' | 'uint16' {
  if (bits > 8) return signed ? 'int16' : 'uint16';
  return signed ? 'int8' : 'uint8';
}

/** Size of a part of the reference grid after halving, rounded as the standard has it (B-15). */
function reduced(box: Box, reduction: number): { left: number; top: number; width: number; height: number } {
  const halve = (x: number): number => Math.ceil(x / 2 ** reduction);
  const [left, top] = [halve(box.left), halve(box.top)];
  return { left, top, width: halve(box.right) - left, height: halve(box.bottom) - top };
}

async function readTiles(
  codestream: Codestream,
  { window, band, overview, signal }: SampleRequest,
  tileAt: TileReader,
): Promise<RealSamples> {
  const { area, tiles, components } = codestream;
  const reduction = overview === undefined ? 0 : overview + 1;
  const origin = reduced(area, reduction);
  const out = new SAMPLE_ARRAYS[dtypeOf(codestream)](window.width * window.height);
  const down = Math.ceil((area.bottom - tiles.y) / tiles.height);
  const indexOf = (pixel: number, low: number, first: number, size: number): number =>
    Math.floor(((pixel + low) * 2 ** reduction - first) / size);
  const lastRow = Math.min(down - 1, indexOf(window.row + window.height, origin.top, tiles.y, tiles.height));
  const lastCol = Math.min(
    tilesAcross(codestream) - 1,
    indexOf(window.col + window.width, origin.left, tiles.x, tiles.width),
  );
  for (
    let row = Math.max(0, indexOf(window.row - 1, origin.top, tiles.y, tiles.height));
    row <= lastRow;
    row++
  ) {
    for (
      let col = Math.max(0, indexOf(window.col - 1, origin.left, tiles.x, tiles.width));
      col <= lastCol;
      col++
    ) {
      throwIfAborted(signal);
      const { left, top, width, height } = reduced(tileBox(codestream, col, row), reduction);
      const box = { col: left - origin.left, row: top - origin.top, width, height };
      const part = intersect(box, window);
      if (part === null) continue;
      const samples = await tileAt(col, row, reduction, signal);
      if (samples === null) continue;
      for (let r = 0; r < part.height; r++) {
        let from = ((part.row - box.row + r) * width + part.col - box.col) * components + band;
        let to = (part.row - window.row + r) * window.width + part.col - window.col;
        for (const end = to + part.width; to < end; to++, from += components) out[to] = samples[from];
      }
    }
  }
  return out;
}

function checkTile(
  { components }: Codestream,
  { width, height }: { readonly width: number; readonly height: number },
  bytes: number,
  name: string,
): void {
  const samples = width * height * components;
  if (samples > SMALL_TILE && samples > bytes * MAX_EXPANSION) {
    throw damagedFile(name, `claims ${width} x ${height} pixels in ${bytes} bytes of JPEG 2000`);
  }
  if (samples <= MAX_TILE_SAMPLES) return;
  throw unsupportedFile(name, `a JPEG 2000 tile of ${width} x ${height} pixels (its overviews can be read)`);
}
