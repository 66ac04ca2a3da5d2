import type { RasterSource } from '../core/raster-source.js';
import { isCosar, openCosar } from './cosar/cosar-source.js';
import { isTiff } from './geotiff/structure.js';
import { isHgt, openHgt } from './hgt/hgt-tile.js';
import { isJpeg2000 } from './jpeg2000/is-jpeg2000.js';
import { isNpy, openNpy } from './npy/npy-array.js';
import type { OpenContext } from './open-context.js';
import { isPng } from './png/png-header.js';
import { isPnm, openPnm } from './pnm/pnm-image.js';
import type { ByteSource } from './source/byte-source.js';
import { isZip } from './zip/zip-directory.js';

export type OpenFormat = (context: OpenContext, signal?: AbortSignal) => Promise<RasterSource>;

/** A file format: how its files are told from others, and its reader; longer ones are loaded at first use. */
export interface RasterFormat {
  /** By the first bytes; formats without a mark look at the file's size and name. */
  readonly matches: (
    head: Uint8Array,
    source: ByteSource,
    signal?: AbortSignal,
  ) => boolean | Promise<boolean>;
  readonly load: () => Promise<OpenFormat>;
}

/** Enough bytes to tell every format: labels may start with comments. */
export const HEAD_BYTES = 4096;

const textMatches =
  (pattern: RegExp) =>
  (head: Uint8Array): boolean =>
    pattern.test(new TextDecoder('latin1').decode(head));

/** Formats with marks before those without; the first that matches reads the file. */
export const FORMATS: readonly RasterFormat[] = [
  { matches: isTiff, load: async () => (await import('./geotiff/geotiff-source.js')).openGeotiff },
  { matches: isNpy, load: async () => openNpy },
  { matches: isPng, load: async () => (await import('./png/png-image.js')).openPng },
  { matches: isJpeg2000, load: async () => (await import('./jpeg2000/jpeg2000-image.js')).openJpeg2000 },
  { matches: isZip, load: async () => (await import('./zip/zip-raster.js')).openZip },
  {
    matches: isCosar,
    load:
      async () =>
      ({ source }, signal) =>
        openCosar(source, signal),
  },
  {
    matches: textMatches(/^\s*Object\s*=\s*IsisCube/i),
    load: async () => (await import('./isis3/isis-cube.js')).openIsisCube,
  },
  {
    matches: textMatches(/PDS_VERSION_ID\s*=\s*"?PDS3/),
    load: async () => (await import('./pds3/pds3-image.js')).openPds3,
  },
  {
    matches: textMatches(/^(?:\xef\xbb\xbf)?\s*<[\s\S]*pds\.nasa\.gov\/pds4\//),
    load: async () => (await import('./pds4/pds4-image.js')).openPds4,
  },
  {
    matches: textMatches(/^(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*>\s*)?<VRTDataset/),
    load: async () => (await import('./vrt/vrt-mosaic.js')).openVrt,
  },
  { matches: isPnm, load: async () => openPnm },
  { matches: (_, source, signal) => isHgt(source, signal), load: async () => openHgt },
];
