import type { Crs, Ellipsoid } from '../../core/crs.js';
import { CuestaError } from '../../core/errors.js';
import { northUp } from '../../core/geo-transform.js';
import type { Grid } from '../../core/georef.js';
import { withVertical } from '../../geo/crs.js';
import type { Vector3 } from '../../geo/geodetic.js';
import { parseCrs } from '../../geo/parse-crs.js';
import { utmZone } from '../../geo/utm-zone.js';
import type { Bounds } from '../../resample/bounds.js';

/** Projected CRS of the epipolar grids and the DSM: the one asked for, the DEM's, or one around the middle of the scene. */
export function mapCrs(
  wanted: string | undefined,
  dem: Crs | null,
  [lon, lat]: Vector3,
  ellipsoid: Ellipsoid,
): Crs {
  const crs =
    wanted === undefined ? (dem?.kind === 'projected' ? dem : around(lon, lat, ellipsoid)) : parseCrs(wanted);
  if (crs.kind !== 'projected' || crs.unit !== 1) {
    throw new CuestaError('config', `${crs.name} has no metres: the DSM needs a projected CRS in metres.`, {
      subject: '--crs',
      hint: 'Name a UTM zone, e.g. --crs EPSG:32633, or leave --crs out.',
    });
  }
  return withVertical(crs, { kind: 'ellipsoid' });
}

function around(lon: number, lat: number, { semiMajor, semiMinor }: Ellipsoid): Crs {
  // Of all bodies, the Earth has UTM.
  if (Math.abs(semiMajor - 6378137) < 1) return utmZone(lon, lat);
  const place = `+lat_0=${lat.toFixed(1)} +lon_0=${lon.toFixed(1)}`;
  return parseCrs(`+proj=tmerc ${place} +a=${semiMajor} +b=${semiMinor} +units=m +no_defs`);
}

/** Common part of the boxes around outlines; its sides change places where there is none. */
export function commonBox(outlines: readonly (readonly (readonly [number, number])[])[]): Bounds {
  const boxes = outlines.map((outline) => {
    const [xs, ys] = [outline.map(([x]) => x), outline.map(([, y]) => y)];
    return {
      ...{ xmin: Math.min(...xs), xmax: Math.max(...xs) },
      ...{ ymin: Math.min(...ys), ymax: Math.max(...ys) },
    };
  });
  return {
    xmin: Math.max(...boxes.map(({ xmin }) => xmin)),
    ymin: Math.max(...boxes.map(({ ymin }) => ymin)),
    xmax: Math.min(...boxes.map(({ xmax }) => xmax)),
    ymax: Math.min(...boxes.map(({ ymax }) => ymax)),
  };
}

/** North-up grid over boxes, its edges at multiples of the cell. */
export function gridOver(boxes: readonly Bounds[], cell: number, crs: Crs): Grid {
  const west = Math.floor(Math.min(...boxes.map(({ xmin }) => xmin)) / cell);
  const north = Math.ceil(Math.max(...boxes.map(({ ymax }) => ymax)) / cell);
  const width = Math.ceil(Math.max(...boxes.map(({ xmax }) => xmax)) / cell) - west;
  const height = north - Math.floor(Math.min(...boxes.map(({ ymin }) => ymin)) / cell);
  return { width, height, transform: northUp(west * cell, north * cell, cell, cell), crs };
}

/** Whole windows of at most `size` cells side by side that cover a grid. */
export function partsOf({ width, height }: Grid, size: number) {
  const parts = [];
  for (let row = 0; row < height; row += size) {
    for (let col = 0; col < width; col += size) {
      parts.push({ col, row, width: Math.min(size, width - col), height: Math.min(size, height - row) });
    }
  }
  return parts;
}
