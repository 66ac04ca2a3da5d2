import { writeFileSync } from 'node:fs';
import { plainTags, type TinyTag, tinyTiff, withTags } from '../../support/tiny-tiff.js';

/** Height at a point of the map; NaN where it is missing. */
export type Surface = (x: number, y: number) => number;

export interface DemFile {
  readonly cols: number;
  readonly rows: number;
  /** West and north edge. */
  readonly x: number;
  readonly y: number;
  readonly pixel: number;
  readonly surface: Surface;
  /** The file says which value is missing; without it, NaN is. */
  readonly nodata?: number;
  /** GeoKeys, four numbers each; EPSG:32633 when absent. */
  readonly geoKeys?: readonly number[];
  /** What GeoKeys refer to in tag 34736. */
  readonly geoDoubles?: readonly number[];
}

const GEO_KEYS = 34735;

/** Writes a DEM by hand, independently of Cuesta's own writer: float32, one uncompressed strip. */
export function writeDem(
  path: string,
  { cols, rows, x, y, pixel, surface, nodata, geoKeys, geoDoubles }: DemFile,
): void {
  const heights = new Float32Array(cols * rows);
  for (let row = 0, i = 0; row < rows; row++) {
    for (let col = 0; col < cols; col++, i++) {
      const h = surface(x + (col + 0.5) * pixel, y - (row + 0.5) * pixel);
      heights[i] = Number.isNaN(h) && nodata !== undefined ? nodata : h;
    }
  }
  const tags: TinyTag[] = [
    [33550, 12, [pixel, pixel, 0]],
    [33922, 12, [0, 0, 0, x, y, 0]],
  ];
  if (nodata !== undefined) tags.push([42113, 2, String(nodata)]);
  if (geoDoubles !== undefined) tags.push([34736, 12, geoDoubles]);
  if (geoKeys !== undefined) tags.push([GEO_KEYS, 3, [1, 1, 0, geoKeys.length / 4, ...geoKeys]]);
  const bytes = tinyTiff(new Uint8Array(heights.buffer), withTags(plainTags(cols, rows), ...tags));
  writeFileSync(path, bytes);
}

/** GeoKeys of a projected CRS of EPSG, with the code of a vertical CRS where it has one. */
export function projectedKeys(epsg: number, verticalEpsg?: number): number[] {
  const vertical = verticalEpsg === undefined ? [] : [4096, 0, 1, verticalEpsg];
  return [1024, 0, 1, 1, 1025, 0, 1, 1, 3072, 0, 1, epsg, ...vertical];
}

/** GeoKeys of a geographic CRS of EPSG. */
export function geographicKeys(epsg: number): number[] {
  return [1024, 0, 1, 2, 1025, 0, 1, 1, 2048, 0, 1, epsg];
}

/** Hills without a period that a pixel or tile size could share. */
export const hills: Surface = (x, y) =>
  400 + 60 * Math.sin(x / 731) * Math.cos(y / 517) + 8 * Math.sin(x / 83 + y / 97);

/** Equirectangular CRS on a sphere: its radius has to stand in `geoDoubles`. */
export const sphereKeys: readonly number[] = [
  ...[1024, 0, 1, 1, 1025, 0, 1, 1, 2048, 0, 1, 32767, 2050, 0, 1, 32767, 2056, 0, 1, 32767],
  ...[2057, 34736, 1, 0, 2058, 34736, 1, 0, 3072, 0, 1, 32767, 3074, 0, 1, 32767, 3075, 0, 1, 17],
  ...[3076, 0, 1, 9001],
];
