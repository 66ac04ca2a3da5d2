import { geographicOf } from '../../src/geo/geographic-crs.js';
import { parseCrs } from '../../src/geo/parse-crs.js';
import { createTransform } from '../../src/geo/transform.js';
import { type Samples, writeSamples } from '../../src/product/write-raster.node.js';
import { geographicKeys, projectedKeys, type Surface, writeDem } from '../end-to-end/support/dem-file.js';

/** 120 x 96 pixels of 8 m in UTM zone 32 north; the image has 2 m. */
export const SCENE = { cols: 120, rows: 96, x: 500_000, y: 5_400_000, pixel: 8, fine: 4 };
/** Wider than the smallest processing tile; the image has its pixels. */
export const STRIP = { ...SCENE, cols: 600, rows: 40, fine: 1 };

const utm = parseCrs('EPSG:32632');
const toDegrees = createTransform(utm, geographicOf(utm));

/** Smooth ground in UTM. */
export const ground: Surface = (e, n) =>
  300 + 25 * Math.sin((e - SCENE.x) / 210) + 20 * Math.cos((n - SCENE.y) / 170) + 0.02 * (e - SCENE.x);

/** A DEM like Copernicus GLO-30: an arc second in degrees, over the scene and beyond it by 300 m. */
export function writeGlobalDem(
  path: string,
  {
    surface = ground,
    nodata,
    area = SCENE,
  }: { surface?: Surface; nodata?: number; area?: typeof SCENE } = {},
): void {
  const { cols, rows, x, y, pixel } = area;
  const [west, north] = toDegrees.forwardPoint(x - 300, y + 300);
  const [east, south] = toDegrees.forwardPoint(x + cols * pixel + 300, y - rows * pixel - 300);
  const second = 1 / 3600;
  const back = createTransform(geographicOf(utm), utm);
  writeDem(path, {
    cols: Math.ceil((east - west) / second),
    rows: Math.ceil((north - south) / second),
    ...{ x: west, y: north, pixel: second, geoKeys: geographicKeys(4326) },
    ...(nodata === undefined ? {} : { nodata }),
    surface: (lon, lat) => surface(...back.forwardPoint(lon, lat)),
  });
}

/** A height model on the DTM's own grid, moved by whole pixels. */
export function writeFineDem(path: string, surface: Surface, verticalEpsg?: number): void {
  const { cols, rows, x, y, pixel } = SCENE;
  writeDem(path, { cols, rows, x, y, pixel, surface, geoKeys: projectedKeys(32632, verticalEpsg) });
}

/** Bands of the scene's extent at 2 m from a function of column and row, in 8 bits unless samples say otherwise. */
export async function writeBands(
  path: string,
  bands: readonly ((col: number, row: number) => number)[],
  {
    type = Uint8Array,
    area = SCENE,
  }: { readonly type?: new (length: number) => Samples; readonly area?: typeof SCENE } = {},
): Promise<void> {
  const { x, y, pixel, fine, cols, rows } = area;
  const [width, height] = [cols * fine, rows * fine];
  const planes = bands.map((value) => {
    const plane = new type(width * height);
    for (let i = 0; i < plane.length; i++) plane[i] = value(i % width, Math.floor(i / width));
    return plane;
  });
  const georef = { crs: utm, transform: [pixel / fine, 0, x, 0, -pixel / fine, y] as const };
  const image = { width, height, georef, description: bands.map((_, i) => `band ${i + 1}`) };
  await writeSamples(path, image, planes, new AbortController().signal);
}
