import type { Band } from '../../core/band.js';
import { CuestaError, throwIfAborted } from '../../core/errors.js';
import type { RasterInfo, RasterSource } from '../../core/raster-source.js';
import { contains, fullWindow, type Window } from '../../core/window.js';
import { type ByteSource, readExactly } from '../source/byte-source.js';

/** Bytes of the part of the header that is read. */
const HEADER = 36;
/** Lines of annotation before the first line of samples. */
const ANNOTATION_LINES = 4;
/** Bytes before the samples of a line: its first and last valid sample, counted from 1. */
const LINE_HEAD = 8;
const SAMPLE_BYTES = 4;
/** Bytes that are read at a time. */
const CHUNK = 2 ** 23;

export function isCosar(head: Uint8Array): boolean {
  return String.fromCharCode(...head.subarray(28, 32)) === 'CSAR';
}

/**
 * Opens a COSAR file of one burst, the form of complex TerraSAR-X images (stripmap, spotlight): `cint16` samples, rows azimuth, columns
 * range. Samples outside a line's valid part are 0. Not verified on a real product, but against GDAL's reader. Throws `format` for
 * damaged files, `unsupported` for several bursts (ScanSAR) and for floating-point samples.
 *
 * Source: DLR, TerraSAR-X Level 1b Product Format Specification, TX-GS-DD-3307, COSAR.
 */
export async function openCosar(source: ByteSource, signal?: AbortSignal): Promise<RasterSource> {
  const info = await readHeader(source, signal);
  return {
    info,
    readRaster: async () => {
      throw new CuestaError('input', `${info.name} holds complex samples, which are no heights.`, {
        subject: info.name,
        hint: 'Give an elevation model, or the amplitude.',
      });
    },
    async readBand(window, options = {}) {
      if (
        !contains(fullWindow(info), window) ||
        (options.band ?? 0) !== 0 ||
        options.overview !== undefined
      ) {
        throw new CuestaError('config', `The window, band or overview asked for is not in ${info.name}.`, {
          subject: info.name,
          hint: `The image has ${info.width} x ${info.height} samples, one band and no overviews.`,
        });
      }
      return readWindow(source, info, window, options.signal);
    },
    close: () => source.close(),
  };
}

async function readHeader(source: ByteSource, signal?: AbortSignal): Promise<RasterInfo> {
  const bytes = await readExactly(source, 0, HEADER, signal);
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const [burst, width, height, line, lines, version] = [0, 8, 12, 20, 24, 32].map((at) => view.getUint32(at));
  const size = await source.size(signal);
  if (
    line !== (width + 2) * SAMPLE_BYTES ||
    lines !== height + ANNOTATION_LINES ||
    burst !== line * lines ||
    height === 0
  ) {
    throw new CuestaError('format', `${source.name} has a COSAR header that contradicts itself.`, {
      subject: source.name,
      hint: 'Copy or download it again.',
    });
  }
  if (version !== 1) throw unsupported(source.name, `samples of COSAR version ${version}`);
  if (size !== null && size > burst) throw unsupported(source.name, 'several bursts');
  return {
    ...{ name: source.name, format: 'COSAR', width, height, bands: 1, dtype: 'cint16', nodata: null },
    ...{ scale: 1, offset: 0, georef: null, pixelIsPoint: false, blockWidth: width, blockHeight: 1 },
    ...{ compression: 'none', overviews: [], hasMask: false, metadata: {} },
  };
}

function unsupported(name: string, what: string): CuestaError {
  return new CuestaError('unsupported', `${name} has ${what}, which Cuesta does not read.`, {
    subject: name,
    hint: 'Use a stripmap or spotlight image of TerraSAR-X, or its detected version (MGD).',
  });
}

async function readWindow(
  source: ByteSource,
  info: RasterInfo,
  { col, row, width, height }: Window,
  signal?: AbortSignal,
): Promise<Band> {
  const line = (info.width + 2) * SAMPLE_BYTES;
  const [re, im] = [new Int16Array(width * height), new Int16Array(width * height)];
  const rows = Math.max(1, Math.floor(CHUNK / line));
  for (let from = 0; from < height; from += rows) {
    throwIfAborted(signal);
    const count = Math.min(rows, height - from);
    const bytes = await readExactly(source, (ANNOTATION_LINES + row + from) * line, count * line, signal);
    const view = new DataView(bytes.buffer, bytes.byteOffset);
    for (let r = 0; r < count; r++) {
      const head = r * line;
      const first = Math.max(col, view.getInt32(head) - 1);
      const last = Math.min(col + width, view.getInt32(head + 4));
      for (let c = first; c < last; c++) {
        const to = (from + r) * width + c - col;
        re[to] = view.getInt16(head + LINE_HEAD + c * SAMPLE_BYTES);
        im[to] = view.getInt16(head + LINE_HEAD + c * SAMPLE_BYTES + 2);
      }
    }
  }
  return { width, height, dtype: 'cint16', data: { re, im }, nodata: null, georef: null };
}
