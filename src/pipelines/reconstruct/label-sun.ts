import { toMap } from '../../core/geo-transform.js';
import type { Grid } from '../../core/georef.js';
import { geographicOf } from '../../geo/geographic-crs.js';
import { createTransform } from '../../geo/transform.js';
import type { Sun } from '../../simulate/lunar/sun.js';

/** Keywords by the letters and digits of their names, as PDS, ISIS and GDAL write them. */
const SUB_SOLAR_LONGITUDE = ['SUBSOLARLONGITUDE'];
const SUB_SOLAR_LATITUDE = ['SUBSOLARLATITUDE'];
const AZIMUTH = ['SUNAZIMUTH', 'SOLARAZIMUTH'];
const ELEVATION = ['SUNELEVATION', 'SOLARELEVATION'];
const INCIDENCE = ['INCIDENCEANGLE', 'SOLARINCIDENCEANGLE'];

const RADIANS = Math.PI / 180;

/**
 * The Sun by the keywords of an image's label, in the middle of its grid; null where they do not tell. The sub-solar point comes first; an
 * azimuth is clockwise from true north (SUB_SOLAR_AZIMUTH of LROC, which counts from the rows of the raw image, says nothing on a map), an
 * elevation may be given as incidence angle. Degrees.
 */
export function sunOfLabel(label: Readonly<Record<string, string>>, grid: Grid): Sun | null {
  const numberOf = finder(label);
  const { lon, lat, north } = middleOf(grid);
  const [subLon, subLat] = [numberOf(SUB_SOLAR_LONGITUDE), numberOf(SUB_SOLAR_LATITUDE)];
  if (subLon !== null && subLat !== null) return onGrid(sunOver(lon, lat, subLon, subLat), north);
  const incidence = numberOf(INCIDENCE);
  const [azimuth, elevation] = [
    numberOf(AZIMUTH),
    numberOf(ELEVATION) ?? (incidence === null ? null : 90 - incidence),
  ];
  return azimuth === null || elevation === null ? null : onGrid({ azimuth, elevation }, north);
}

/** Reads `INCIDENCE_ANGLE`, `IncidenceAngle` and `Domain:Incidence Angle` alike; units in brackets may follow the number. */
function finder(label: Readonly<Record<string, string>>): (names: readonly string[]) => number | null {
  const entries = Object.entries(label).map(([key, value]) => {
    const name = key.slice(key.lastIndexOf(':') + 1).toUpperCase();
    return [name.replace(/[^A-Z0-9]/g, ''), Number.parseFloat(value)] as const;
  });
  return (names) =>
    entries.find(([key, value]) => names.includes(key) && Number.isFinite(value))?.[1] ?? null;
}

/** Longitude and latitude, and the direction of true north clockwise from the grid's, degrees. */
function middleOf(grid: Grid): { readonly lon: number; readonly lat: number; readonly north: number } {
  const [x, y] = toMap(grid.transform, grid.width / 2, grid.height / 2);
  const geographic = geographicOf(grid.crs);
  const [lon, lat] = createTransform(grid.crs, geographic).forwardPoint(x, y);
  const step = lat < 0 ? NEAR : -NEAR;
  const [nextX, nextY] = createTransform(geographic, grid.crs).forwardPoint(lon, lat + step);
  const north = Math.atan2((nextX - x) * Math.sign(step), (nextY - y) * Math.sign(step)) / RADIANS;
  return { lon, lat, north };
}

/** Degrees of latitude over which a direction is taken. */
const NEAR = 1e-4;

function sunOver(lon: number, lat: number, subLon: number, subLat: number): Sun {
  const [a, b, d] = [lat * RADIANS, subLat * RADIANS, (subLon - lon) * RADIANS];
  const up = Math.sin(a) * Math.sin(b) + Math.cos(a) * Math.cos(b) * Math.cos(d);
  const east = Math.cos(b) * Math.sin(d);
  const north = Math.cos(a) * Math.sin(b) - Math.sin(a) * Math.cos(b) * Math.cos(d);
  return { azimuth: Math.atan2(east, north) / RADIANS, elevation: Math.asin(up) / RADIANS };
}

function onGrid({ azimuth, elevation }: Sun, north: number): Sun {
  return { azimuth: (((azimuth + north) % 360) + 360) % 360, elevation };
}
