import { describe, expect, it } from 'vitest';
import type { Raster } from '../../core/raster.js';
import { withVertical } from '../../geo/crs.js';
import { WGS84_ELLIPSOID } from '../../geo/ellipsoids.js';
import { ecefToGeodetic, geodeticToEcef } from '../../geo/geodetic.js';
import { parseCrs } from '../../geo/parse-crs.js';
import { createOrbit } from '../orbit/orbit.js';
import { simulateOrbit } from '../orbit/simulated-orbit.js';
import { demTerrain } from './dem-terrain.js';
import { groundToRadar } from './ground-to-radar.js';
import { radarToTerrain } from './radar-to-terrain.js';
import { createGroundPoint, createRadarPoint } from './radar-view.js';

/** Hills on 1 arc second around 179.99 E, 45 N, with longitudes that go on past 180. */
function hills(vertical: 'ellipsoid' | 'egm96'): Raster {
  const [width, height] = [120, 90];
  const crs = withVertical(parseCrs('EPSG:4326'), { kind: vertical });
  const data = Float32Array.from(
    { length: width * height },
    (_, i) => 800 + 60 * Math.sin((i % width) / 9) * Math.cos(Math.floor(i / width) / 11),
  );
  return { width, height, data, georef: { transform: [1 / 3600, 0, 179.99, 0, -1 / 3600, 45.01], crs } };
}

describe('terrain from a DEM', () => {
  const target = [-179.995, 45, 800] as const;
  const pass = {
    target,
    look: 'right',
    incidenceDeg: 40,
    headingDeg: 348,
    altitude: 600e3,
    speed: 7500,
  } as const;
  const vectors = simulateOrbit(
    { ...pass, epoch: '2026-01-01T00:00:00Z', ellipsoid: WGS84_ELLIPSOID },
    40,
    10,
  );
  const view = {
    orbit: createOrbit(vectors, 'lagrange', 'test'),
    look: 'right',
    ellipsoid: WGS84_ELLIPSOID,
  } as const;

  it('is found from range and azimuth, across the date line', () => {
    const terrain = demTerrain(hills('ellipsoid'));
    const seen = createRadarPoint();
    const back = createGroundPoint();
    for (const lon of [179.992, 179.999, -179.999, -179.99, -179.98]) {
      const height = terrain.heightAt(lon, 45.001);
      expect(height).toBeGreaterThan(700);
      const point = geodeticToEcef(lon, 45.001, height, WGS84_ELLIPSOID);
      groundToRadar(view, ...point, seen);
      radarToTerrain(view, seen.time, seen.range, terrain, back);
      const [, , h] = ecefToGeodetic(back.x, back.y, back.z, WGS84_ELLIPSOID);
      expect(h).toBeCloseTo(height, 3);
      expect(Math.hypot(back.x - point[0], back.y - point[1], back.z - point[2])).toBeLessThan(1e-3);
    }
  });

  it('is unknown outside', () => {
    expect(demTerrain(hills('ellipsoid')).heightAt(179, 45)).toBeNaN();
  });

  it('wants heights above the ellipsoid, and some', () => {
    expect(() => demTerrain(hills('egm96'))).toThrow(expect.objectContaining({ code: 'datum' }));
    const dem = hills('ellipsoid');
    dem.data.fill(Number.NaN);
    expect(() => demTerrain(dem)).toThrow(expect.objectContaining({ code: 'input' }));
  });
});
