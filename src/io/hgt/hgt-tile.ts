import { northUp } from '../../core/geo-transform.js';
import type { RasterSource } from '../../core/raster-source.js';
import { parseCrs } from '../../geo/parse-crs.js';
import { NOTHING_ELSE } from '../missing.js';
import type { OpenContext } from '../open-context.js';
import { packedLayout } from '../raw/raw-layout.js';
import { rawSource } from '../raw/raw-source.js';
import type { ByteSource } from '../source/byte-source.js';

/** Samples and lines of a tile of one degree by the size of its file: 3 and 1 seconds of arc, and 1 x 2 seconds north of 50 degrees. */
const SIZES: ReadonlyMap<number, readonly [width: number, height: number]> = new Map(
  [
    [1201, 1201],
    [3601, 3601],
    [1801, 3601],
  ].map(([width, height]) => [2 * width * height, [width, height]]),
);

interface Corner {
  readonly west: number;
  readonly south: number;
}

/** A tile has no header: its size and the corner in its name tell it. */
export async function isHgt(source: ByteSource, signal?: AbortSignal): Promise<boolean> {
  if (cornerOf(source.name) === null) return false;
  return SIZES.has((await source.size(signal)) ?? 0);
}

/**
 * Opens an SRTM height tile (USGS, SRTM documentation): big-endian int16, rows from north to south, the samples of the edges on whole
 * degrees, heights above EGM96, -32768 for voids.
 */
export async function openHgt({ source }: OpenContext, signal?: AbortSignal): Promise<RasterSource> {
  const [width, height] = SIZES.get((await source.size(signal))!)!;
  const { west, south } = cornerOf(source.name)!;
  const [dx, dy] = [1 / (width - 1), 1 / (height - 1)];
  const layout = packedLayout({ dtype: 'int16', littleEndian: false, width, height, bands: 1, offset: 0 });
  return rawSource(source, layout, {
    ...{ name: source.name, format: 'SRTM HGT', nodata: -32768, missing: NOTHING_ELSE, scale: 1, offset: 0 },
    georef: {
      transform: northUp(west - dx / 2, south + 1 + dy / 2, dx, dy),
      crs: parseCrs('EPSG:4326+5773'),
    },
    ...{ pixelIsPoint: true, metadata: {} },
  });
}

/** `N10W110` at the start of the file's name: the south-west corner, in degrees. */
function cornerOf(path: string): Corner | null {
  const file = path.split(/[/\\]/).at(-1)!;
  const [, ns, lat, ew, lon] = /^([NS])(\d{2})([EW])(\d{3})/i.exec(file) ?? [];
  if (lat === undefined || Number(lat) > 90 || Number(lon) > 180) return null;
  return {
    south: Number(lat) * (ns.toUpperCase() === 'S' ? -1 : 1),
    west: Number(lon) * (ew.toUpperCase() === 'W' ? -1 : 1),
  };
}
