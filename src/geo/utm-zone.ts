import type { Crs } from '../core/crs.js';
import { parseCrs } from './parse-crs.js';

/** The UTM zone of WGS 84 at a place in degrees, without the exceptions around Norway and Svalbard. */
export function utmZone(lonDeg: number, latDeg: number): Crs {
  const east = ((((lonDeg + 180) % 360) + 360) % 360) / 6;
  return parseCrs(`EPSG:${(latDeg < 0 ? 32700 : 32600) + Math.floor(east) + 1}`);
}
