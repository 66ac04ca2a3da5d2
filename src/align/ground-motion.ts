import type { Crs } from '../core/crs.js';
import { invert, toMap } from '../core/geo-transform.js';
import type { Grid } from '../core/georef.js';
import { geographicOf } from '../geo/geographic-crs.js';
import { metresPerUnit } from '../geo/ground-size.js';
import { createTransform } from '../geo/transform.js';

/** Pixels of a grid that a metre to the east and a metre to the north are. */
export interface PixelsPerMetre {
  readonly colEast: number;
  readonly colNorth: number;
  readonly rowEast: number;
  readonly rowNorth: number;
}

/** Metres over which the derivative is taken. */
const STEP = 10;

/** The linear map from east/north metres to pixels at a geodetic position. */
export function pixelsPerMetre(grid: Grid): (lonDeg: number, latDeg: number) => PixelsPerMetre {
  const geographic: Crs = geographicOf(grid.crs);
  const toGrid = createTransform(geographic, grid.crs);
  const toPixel = invert(grid.transform);
  const place = (lonDeg: number, latDeg: number): readonly [number, number] =>
    toMap(toPixel, ...(toGrid.forwardPoint(lonDeg, latDeg) as [number, number]));
  return (lonDeg, latDeg) => {
    const { x, y } = metresPerUnit({ crs: geographic, transform: grid.transform }, latDeg);
    const [dLon, dLat] = [STEP / x / 2, STEP / y / 2];
    const [east, west] = [place(lonDeg + dLon, latDeg), place(lonDeg - dLon, latDeg)];
    const [north, south] = [place(lonDeg, latDeg + dLat), place(lonDeg, latDeg - dLat)];
    return {
      colEast: (east[0] - west[0]) / STEP,
      colNorth: (north[0] - south[0]) / STEP,
      rowEast: (east[1] - west[1]) / STEP,
      rowNorth: (north[1] - south[1]) / STEP,
    };
  };
}
