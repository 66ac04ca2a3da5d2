import { readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { available, dataFolder } from '../../../test/support/requirements.js';
import { geodeticToEcef } from '../../geo/geodetic.js';
import { groundToRadar } from '../geometry/ground-to-radar.js';
import { incidenceDeg } from '../geometry/incidence.js';
import { radarToGround } from '../geometry/radar-to-ground.js';
import { createGroundPoint, createRadarPoint, type RadarView } from '../geometry/radar-view.js';
import { pixelToRadar, radarToPixel } from '../image/pixel-position.js';
import { createOrbit } from '../orbit/orbit.js';
import { readSentinel1Annotation, type Sentinel1Annotation, sentinel1Product } from './annotation.js';

const folder = resolve(dataFolder, 'sar-sentinel1');

function annotation(mission: string, change = (text: string) => text): Sentinel1Annotation {
  const safe = readdirSync(folder).find((name) => name.startsWith(mission))!;
  const path = resolve(folder, safe, 'annotation');
  const file = resolve(path, readdirSync(path).find((name) => name.endsWith('.xml'))!);
  return readSentinel1Annotation(change(readFileSync(file, 'utf8')), file);
}

/** Largest differences between a grid and the range-Doppler equations, metres (azimuth along the orbit) and degrees. */
function residuals({ grid }: Sentinel1Annotation, view: RadarView) {
  const seen = createRadarPoint();
  const worst = { range: 0, azimuth: 0, incidence: 0 };
  for (const p of grid) {
    const point = geodeticToEcef(p.lonDeg, p.latDeg, p.height, view.ellipsoid);
    groundToRadar(view, ...point, seen);
    const speed = Math.hypot(seen.state[3], seen.state[4], seen.state[5]);
    const outwards = geodeticToEcef(p.lonDeg, p.latDeg, p.height, view.ellipsoid).map(
      (c) => c / Math.hypot(...point),
    );
    const incidence = incidenceDeg(seen, point, outwards as [number, number, number]);
    worst.range = Math.max(worst.range, Math.abs(seen.range - p.range));
    worst.azimuth = Math.max(worst.azimuth, Math.abs(seen.time - p.time) * speed);
    worst.incidence = Math.max(worst.incidence, Math.abs(incidence - p.incidenceDeg));
  }
  return worst;
}

describe.skipIf(!available('data'))('annotations of Sentinel-1', () => {
  it.each([
    ['S1A', 2.4e-4, 0.0113],
    ['S1B', 1.8e-3, 0.39],
  ])('%s: residuals of the geolocation grid with cubic Hermite orbits', (mission, range, azimuth) => {
    const read = annotation(mission);
    expect(read.grid.length).toBe(210);
    const { orbit } = read.view;
    const hermite = createOrbit(orbit.vectors, 'hermite', read.name);
    const worst = residuals(read, { ...read.view, orbit: hermite });
    expect(worst.range).toBeLessThan(range);
    expect(worst.range).toBeGreaterThan(range / 2);
    expect(worst.azimuth).toBeLessThan(azimuth);
    expect(worst.azimuth).toBeGreaterThan(azimuth / 2);
    expect(worst.incidence).toBeLessThan(1e-3);
  });

  it.each(['S1A', 'S1B'])('%s: residuals with Lagrange orbits are the digits of the times', (mission) => {
    const read = annotation(mission);
    const worst = residuals(read, read.view);
    expect(worst.range).toBeLessThan(1e-5);
    // A microsecond is 7.6 mm along the orbit.
    expect(worst.azimuth).toBeLessThan(0.0085);
    expect(worst.incidence).toBeLessThan(1e-7);
  });

  it.each(['S1A', 'S1B'])(
    '%s: the inverse puts grid points where they are, and forward comes back',
    (mission) => {
      const { view, grid } = annotation(mission);
      const ground = createGroundPoint();
      const seen = createRadarPoint();
      for (const p of grid) {
        const [x, y, z] = geodeticToEcef(p.lonDeg, p.latDeg, p.height, view.ellipsoid);
        radarToGround(view, p.time, p.range, p.height, ground);
        expect(Math.hypot(ground.x - x, ground.y - y, ground.z - z)).toBeLessThan(0.0085);
        groundToRadar(view, ground.x, ground.y, ground.z, seen);
        expect(Math.abs(seen.range - p.range)).toBeLessThan(1e-8);
        expect(Math.abs(seen.time - p.time) * 7600).toBeLessThan(1e-5);
      }
    },
  );

  it('reads the image of a GRD product: pixels of the grid have their times and ranges', () => {
    const read = annotation('S1B');
    const { geometry, ...product } = sentinel1Product(read);
    expect(product).toMatchObject({
      sensor: 'Sentinel-1 S1B IW',
      polarisation: 'VV',
      quantity: 'amplitude',
      looks: 5,
    });
    expect(product.raster).toMatch(
      /annotation\/\.\.\/measurement\/s1b-iw-grd-vv-20210401t052623-.*-001\.tiff$/,
    );
    expect([geometry.width, geometry.height]).toEqual([25788, 16685]);
    // Half the travel time, relative to the middle of the swath.
    expect(geometry.azimuth.skew.perRange * 299792458).toBeCloseTo(1, 2);
    const pixel = { col: 0, row: 0 };
    for (const p of read.grid) {
      radarToPixel(geometry, p.time, p.range, pixel);
      expect(Math.abs(pixel.row - p.line - 0.5)).toBeLessThan(2e-3);
      // The annotation takes the nearest polynomial, images change smoothly: up to 10.9 m apart.
      expect(Math.abs(pixel.col - p.pixel - 0.5)).toBeLessThan(2.2);
      const { time, range } = pixelToRadar(geometry, pixel.col, pixel.row);
      expect(time).toBeCloseTo(p.time, 9);
      expect(range).toBeCloseTo(p.range, 5);
    }
  });

  it('reads the slant ranges of an SLC product (without its bursts, as stripmap products are)', () => {
    const read = annotation('S1A', (text) => text.replace(/<burst>.*<\/burst>/s, ''));
    const { geometry, quantity, looks } = sentinel1Product(read);
    expect([quantity, looks, geometry.width]).toEqual(['complex', 1, 22694]);
    const pixel = { col: 0, row: 0 };
    for (const p of read.grid) {
      radarToPixel(geometry, p.time, p.range, pixel);
      expect(pixel.col).toBeCloseTo(p.pixel + 0.5, 6);
    }
  });

  it('says that an image of bursts is no image', () => {
    expect(() => sentinel1Product(annotation('S1A'))).toThrow(
      expect.objectContaining({ code: 'unsupported' }),
    );
  });
});

describe('damaged annotations', () => {
  it.each([
    ['<product>', 'not well-formed'],
    ['<product/>', 'has no product/generalAnnotation/orbitList'],
    [
      '<product><generalAnnotation><orbitList><orbit><time>yesterday</time></orbit></orbitList></generalAnnotation></product>',
      'UTC time',
    ],
    ['<product><generalAnnotation><orbitList/></generalAnnotation></product>', '0 orbit state vectors'],
  ])('%s', (text, message) => {
    expect(() => readSentinel1Annotation(text, 'a.xml')).toThrow(
      expect.objectContaining({ message: expect.stringContaining(message), subject: 'a.xml' }),
    );
  });
});
