import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { WGS84_ELLIPSOID } from '../../geo/ellipsoids.js';
import { ecefToGeodetic, geodeticToEcef } from '../../geo/geodetic.js';
import { createOrbit } from '../orbit/orbit.js';
import { simulateOrbit } from '../orbit/simulated-orbit.js';
import { groundToRadar } from './ground-to-radar.js';
import { incidenceDeg } from './incidence.js';
import { radarToGround } from './radar-to-ground.js';
import { radarToTerrain } from './radar-to-terrain.js';
import { createGroundPoint, createRadarPoint, type LookSide, type RadarView } from './radar-view.js';

const passes = fc.record({
  look: fc.constantFrom<LookSide>('left', 'right'),
  lon: fc.double({ min: -180, max: 180, noNaN: true }),
  lat: fc.double({ min: -85, max: 85, noNaN: true }),
  height: fc.double({ min: -400, max: 8800, noNaN: true }),
  incidenceDeg: fc.double({ min: 18, max: 60, noNaN: true }),
  headingDeg: fc.double({ min: 0, max: 360, noNaN: true }),
  altitude: fc.double({ min: 450e3, max: 800e3, noNaN: true }),
});

type Pass = typeof passes extends fc.Arbitrary<infer T> ? T : never;

function viewOf(pass: Pass): RadarView {
  const vectors = simulateOrbit(
    {
      ...pass,
      epoch: '2026-01-01T00:00:00Z',
      target: [pass.lon, pass.lat, pass.height],
      ellipsoid: WGS84_ELLIPSOID,
      speed: 7590,
    },
    60,
    10,
  );
  return { orbit: createOrbit(vectors, 'lagrange', 'test'), look: pass.look, ellipsoid: WGS84_ELLIPSOID };
}

describe('range and Doppler', () => {
  it('sees the target of a simulated pass at time 0, at its incidence, from either side', () => {
    fc.assert(
      fc.property(passes, (pass) => {
        const target = geodeticToEcef(pass.lon, pass.lat, pass.height, WGS84_ELLIPSOID);
        const ground = geodeticToEcef(pass.lon, pass.lat, pass.height + 1, WGS84_ELLIPSOID);
        const normal = [0, 1, 2].map((i) => ground[i] - target[i]) as [number, number, number];
        const seen = createRadarPoint();
        groundToRadar(viewOf(pass), ...target, seen);
        expect(Math.abs(seen.time)).toBeLessThan(1e-9);
        expect(incidenceDeg(seen, target, normal)).toBeCloseTo(pass.incidenceDeg, 6);
      }),
    );
  });

  it('comes back to the point, before and behind the target, to a micrometre', () => {
    const offset = fc.double({ min: -0.2, max: 0.2, noNaN: true });
    fc.assert(
      fc.property(passes, offset, offset, (pass, east, north) => {
        const view = viewOf(pass);
        const cos = Math.cos((pass.lat * Math.PI) / 180);
        const point = geodeticToEcef(pass.lon + east / cos, pass.lat + north, pass.height, WGS84_ELLIPSOID);
        const seen = createRadarPoint();
        groundToRadar(view, ...point, seen);
        const back = createGroundPoint();
        radarToGround(view, seen.time, seen.range, pass.height, back);
        expect(Math.hypot(back.x - point[0], back.y - point[1], back.z - point[2])).toBeLessThan(1e-6);
      }),
    );
  });

  it('does not see what lies on the other side, or outside the span of the orbit', () => {
    fc.assert(
      fc.property(passes, (pass) => {
        const view = viewOf(pass);
        const point = geodeticToEcef(pass.lon, pass.lat, pass.height, WGS84_ELLIPSOID);
        const seen = createRadarPoint();
        groundToRadar({ ...view, look: view.look === 'left' ? 'right' : 'left' }, ...point, seen);
        expect([seen.time, seen.range]).toEqual([Number.NaN, Number.NaN]);
        const heading = (pass.headingDeg * Math.PI) / 180;
        const ahead = geodeticToEcef(
          pass.lon + (6 * Math.sin(heading)) / Math.cos((pass.lat * Math.PI) / 180),
          pass.lat + 6 * Math.cos(heading),
          pass.height,
          WGS84_ELLIPSOID,
        );
        fc.pre(Math.abs(pass.lat) < 60);
        groundToRadar(view, ...ahead, seen);
        expect([seen.time, seen.range]).toEqual([Number.NaN, Number.NaN]);
      }),
    );
  });

  it('has no ground at ranges shorter than the altitude or beyond the horizon', () => {
    fc.assert(
      fc.property(passes, (pass) => {
        const view = viewOf(pass);
        const back = createGroundPoint();
        radarToGround(view, 0, 0.9 * pass.altitude, 0, back);
        expect(back.x).toBeNaN();
        radarToGround(view, 0, 5e6, 0, back);
        expect(back.x).toBeNaN();
      }),
    );
  });
});

describe('range and Doppler with terrain', () => {
  const pass: Pass = {
    look: 'right',
    lon: 11,
    lat: 41,
    height: 0,
    incidenceDeg: 35,
    headingDeg: 350,
    altitude: 700e3,
  };
  const view = viewOf(pass);
  const ridge = (slope: number) => ({
    // A ridge along the flight line, 1 km high at most.
    heightAt: (lon: number) => Math.max(0, 1000 - slope * 84000 * Math.abs(lon - 11)),
    lowest: 0,
    highest: 1000,
    step: 20,
  });

  it('finds terrain where range, Doppler and height agree', () => {
    for (const lon of [10.97, 10.99, 10.9996, 11, 11.01, 11.03]) {
      const terrain = ridge(0.3);
      const point = geodeticToEcef(lon, 41.01, terrain.heightAt(lon), WGS84_ELLIPSOID);
      const seen = createRadarPoint();
      groundToRadar(view, ...point, seen);
      const back = createGroundPoint();
      radarToTerrain(view, seen.time, seen.range, terrain, back);
      expect(Math.hypot(back.x - point[0], back.y - point[1], back.z - point[2])).toBeLessThan(2e-3);
    }
  });

  it('takes the highest of the points in layover', () => {
    const terrain = ridge(3);
    const top = geodeticToEcef(10.9998, 41, terrain.heightAt(10.9998), WGS84_ELLIPSOID);
    const seen = createRadarPoint();
    groundToRadar(view, ...top, seen);
    const back = createGroundPoint();
    radarToTerrain(view, seen.time, seen.range, terrain, back);
    const [lon, , height] = ecefToGeodetic(back.x, back.y, back.z, WGS84_ELLIPSOID);
    expect(height).toBeCloseTo(terrain.heightAt(lon), 2);
    expect(height).toBeGreaterThan(900);
  });

  it('finds nothing in holes of the terrain', () => {
    const seen = createRadarPoint();
    groundToRadar(view, ...geodeticToEcef(11, 41, 0, WGS84_ELLIPSOID), seen);
    const back = createGroundPoint();
    const hole = { heightAt: () => Number.NaN, lowest: 0, highest: 100, step: 10 };
    radarToTerrain(view, seen.time, seen.range, hole, back);
    expect(back.x).toBeNaN();
  });
});
