import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { WGS84_ELLIPSOID } from './ellipsoids.js';
import {
  ecefToGeodetic,
  geodeticToEcef,
  planetocentricLatitude,
  planetographicLatitude,
} from './geodetic.js';

const MARS = { name: 'Mars', semiMajor: 3396190, semiMinor: 3376200 };
const SATURN = { name: 'Saturn', semiMajor: 60268000, semiMinor: 54364000 };
const MOON = { name: 'Moon', semiMajor: 1737400, semiMinor: 1737400 };

describe('geodetic and Cartesian coordinates', () => {
  it('have the published value of EPSG guidance note 7-2, method 9602', () => {
    const lat = 53 + 48 / 60 + 33.82 / 3600;
    const lon = 2 + 7 / 60 + 46.38 / 3600;
    const [x, y, z] = geodeticToEcef(lon, lat, 73, WGS84_ELLIPSOID);
    expect(x).toBeCloseTo(3771793.968, 2);
    expect(y).toBeCloseTo(140253.342, 2);
    expect(z).toBeCloseTo(5124304.349, 2);
  });

  it('have the centroid that pc_align printed for the ICESat-2 points', () => {
    const [lon, lat, h] = ecefToGeodetic(-1883148.6, -813777.62, 6018971.5, WGS84_ELLIPSOID);
    // Printed to 0.1 m.
    expect(Math.abs(lat - 71.296448)).toBeLessThan(1e-6);
    expect(Math.abs(lon + 156.62905)).toBeLessThan(1e-5);
    expect(Math.abs(h - 2.1838833)).toBeLessThan(0.05);
  });

  it('come back on every body, poles and orbit included', () => {
    const coordinate = fc.record({
      lon: fc.double({ min: -180, max: 180, noNaN: true }),
      lat: fc.oneof(fc.double({ min: -90, max: 90, noNaN: true }), fc.constantFrom(-90, 0, 90)),
      // In radii.
      h: fc.double({ min: -0.3, max: 100, noNaN: true }),
      body: fc.constantFrom(WGS84_ELLIPSOID, MARS, SATURN, MOON),
    });
    fc.assert(
      fc.property(coordinate, ({ lon, lat, h, body }) => {
        const height = h * body.semiMinor;
        const [x, y, z] = geodeticToEcef(lon, lat, height, body);
        const [lon2, lat2, height2] = ecefToGeodetic(x, y, z, body);
        const size = body.semiMajor + Math.abs(height);
        expect(Math.abs(lat2 - lat)).toBeLessThan(1e-11);
        expect(Math.abs(height2 - height)).toBeLessThan(1e-14 * size + 1e-15 * size * 10);
        if (Math.abs(lat) < 89.9) expect(Math.abs(((lon2 - lon + 540) % 360) - 180)).toBeLessThan(1e-10);
      }),
      { numRuns: 1000 },
    );
  });
});

describe('planetocentric latitude', () => {
  it('is the angle at the centre', () => {
    for (const lat of [-80, -45, 0, 10, 60]) {
      const [x, y, z] = geodeticToEcef(20, lat, 0, MARS);
      const centric = (Math.atan2(z, Math.hypot(x, y)) * 180) / Math.PI;
      expect(planetocentricLatitude(lat, MARS)).toBeCloseTo(centric, 12);
    }
  });

  it('comes back, keeps poles exact, and changes nothing on a sphere', () => {
    fc.assert(
      fc.property(fc.double({ min: -90, max: 90, noNaN: true }), (lat) => {
        expect(planetographicLatitude(planetocentricLatitude(lat, SATURN), SATURN)).toBeCloseTo(lat, 11);
        expect(planetocentricLatitude(lat, MOON)).toBeCloseTo(lat, 12);
      }),
    );
    expect(planetocentricLatitude(90, MARS)).toBeCloseTo(90, 12);
    expect(planetographicLatitude(-90, MARS)).toBeCloseTo(-90, 12);
  });
});
