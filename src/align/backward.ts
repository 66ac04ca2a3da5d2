import { invert, toMap } from '../core/geo-transform.js';
import type { Grid } from '../core/georef.js';
import { ecefToGeodetic, geodeticToEcef, type Vector3 } from '../geo/geodetic.js';
import { geographicOf } from '../geo/geographic-crs.js';
import { createTransform } from '../geo/transform.js';
import type { Projection } from '../resample/lattice.js';
import type { Alignment } from './alignment.js';
import { polynomialAt } from './height-polynomial.js';
import { invertRigid, transformPoint } from './rigid.js';

/** Heights for which positions are computed; between and beyond them they are linear to far below a thousandth of a pixel. */
export const LOW = 0;
export const HIGH = 10_000;

/** Where pixels of a target grid come from. */
export interface Backward {
  /** Target pixels at an output height to source pixels. */
  positions(height: number): Projection;
  /** Target pixels to the source heights of points that come out at {@link LOW} and {@link HIGH}. */
  readonly heights: Projection;
  /** Target pixels to the polynomial's value, twice. */
  readonly polynomial: Projection;
}

export function createBackward(source: Grid, target: Grid, { rigid, heights }: Alignment): Backward {
  const geographic = geographicOf(target.crs);
  const { ellipsoid } = geographic;
  const toGeographic = createTransform(target.crs, geographic);
  const toSource = createTransform(geographic, source.crs);
  const toPixel = invert(source.transform);
  const inverse = invertRigid(rigid);
  const [centre] = toMap(source.transform, source.width / 2, source.height / 2);
  const isGeographic = source.crs.kind === 'geographic';
  const added = heights === null ? () => 0 : polynomialAt(heights, ellipsoid);

  /** Calls `use` with the geodetic position of every target pixel, in degrees. */
  const each = (
    x: Float64Array,
    y: Float64Array,
    use: (i: number, lon: number, lat: number) => void,
  ): void => {
    for (let i = 0; i < x.length; i++)
      [x[i], y[i]] = toMap(target.transform, x[i]!, y[i]!) as [number, number];
    toGeographic.forward(x, y);
    for (let i = 0; i < x.length; i++) use(i, x[i]!, y[i]!);
  };
  const moveBack = (lon: number, lat: number, h: number): Vector3 =>
    ecefToGeodetic(...transformPoint(inverse, geodeticToEcef(lon, lat, h, ellipsoid)), ellipsoid);

  return {
    positions: (height) => (x, y) => {
      each(x, y, (i, lon, lat) => {
        [x[i], y[i]] = moveBack(lon, lat, height) as unknown as [number, number];
      });
      toSource.forward(x, y);
      for (let i = 0; i < x.length; i++) {
        const mapX = isGeographic ? x[i]! + 360 * Math.round((centre - x[i]!) / 360) : x[i]!;
        [x[i], y[i]] = toMap(toPixel, mapX, y[i]!) as [number, number];
      }
    },
    heights: (x, y) =>
      each(x, y, (i, lon, lat) => {
        x[i] = moveBack(lon, lat, LOW)[2];
        y[i] = moveBack(lon, lat, HIGH)[2];
      }),
    polynomial: (x, y) =>
      each(x, y, (i, lon, lat) => {
        const value = added(geodeticToEcef(lon, lat, 0, ellipsoid));
        x[i] = value;
        y[i] = value;
      }),
  };
}
