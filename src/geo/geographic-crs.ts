import type { Crs } from '../core/crs.js';
import { parseCrs } from './parse-crs.js';

/** Longitude and latitude on the CRS's own ellipsoid; WGS 84 on Earth. */
export function geographicOf(crs: Crs): Crs {
  if (crs.kind === 'geographic') return crs;
  if (crs.body.name === 'Earth') return parseCrs('EPSG:4326');
  const { semiMajor, semiMinor } = crs.ellipsoid;
  return parseCrs(`+proj=longlat +a=${semiMajor} +b=${semiMinor} +no_defs`);
}
