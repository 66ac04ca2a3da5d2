import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRng } from '../../core/rng.js';
import { withVertical } from '../../geo/crs.js';
import { geodeticToEcef } from '../../geo/geodetic.js';
import { geographicOf } from '../../geo/geographic-crs.js';
import { parseCrs } from '../../geo/parse-crs.js';
import { createTransform } from '../../geo/transform.js';
import { groundToRadar } from '../../sar/geometry/ground-to-radar.js';
import { createRadarPoint } from '../../sar/geometry/radar-view.js';
import { bicubicLine } from './bicubic.js';
import { groundFrame } from './ground-frame.js';
import { RANGE, radarLattice, rowCoefficients, SEGMENT_TERMS, TIME } from './radar-lattice.js';
import { passView } from './sar-pass.js';
import { speckle } from './speckle.js';

const crs = withVertical(parseCrs('EPSG:32649'), { kind: 'ellipsoid' });
const grid = { width: 1600, height: 1600, transform: [5, 0, 680_000, 0, -5, 3_823_000], crs } as const;

describe('range and azimuth time between exact nodes', () => {
  const pass = { incidenceDeg: 29, headingDeg: 350, look: 'right', altitude: 514e3, speed: 7600 } as const;
  const view = passView(pass, crs, [684_000, 3_819_000], 600);
  const frame = groundFrame(grid, view, 600);
  const lattice = radarLattice(view, frame, crs, -100, 1800);
  const toGeographic = createTransform(crs, geographicOf(crs));

  it('agree with range-Doppler to a millimetre anywhere in the scene', () => {
    const coefficients = new Float64Array(lattice.segments * SEGMENT_TERMS);
    const part = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(part, part, part, (a, b, c) => {
        const [u, v, h] = [a * frame.width, b * frame.height, -100 + 1900 * c];
        rowCoefficients(lattice, v, coefficients);
        const segment = Math.min(Math.floor(u / (2 * lattice.step)), lattice.segments - 1);
        const [t, z] = [u / lattice.step - 2 * segment - 1, (h - lattice.middle) / lattice.rise];
        const value = (quantity: number): number => {
          let sum = 0;
          for (let k = 0; k < 9; k++) {
            sum +=
              coefficients[segment * SEGMENT_TERMS + 9 * quantity + k] *
              t ** Math.floor(k / 3) *
              z ** (k % 3);
          }
          return sum;
        };
        const x = frame.origin[0] + u * frame.across[0] + v * frame.along[0];
        const y = frame.origin[1] + u * frame.across[1] + v * frame.along[1];
        const seen = createRadarPoint();
        groundToRadar(view, ...geodeticToEcef(...toGeographic.forwardPoint(x, y), h, view.ellipsoid), seen);
        expect(Math.abs(value(RANGE) - seen.range)).toBeLessThan(1e-3);
        expect(Math.abs(value(TIME) - seen.time) * 7000).toBeLessThan(1e-3);
      }),
    );
  });

  it('lie in a frame along which the azimuth time hardly changes, and away from the radar', () => {
    const { values, cols } = lattice;
    expect(values[(cols - 1) * 12 + RANGE]).toBeGreaterThan(values[RANGE] + 3000);
    expect(Math.abs(values[(cols - 1) * 12 + TIME] - values[TIME]) * 7000).toBeLessThan(10);
  });
});

describe('speckle', () => {
  it.each([1, 2.5, 9])('of %d looks has the moments of the gamma distribution', (looks) => {
    const rng = createRng(11);
    const values = Float64Array.from({ length: 100_000 }, () => speckle(rng, looks));
    const moment = (k: number) => values.reduce((s, v) => s + (v - 1) ** k, 0) / values.length;
    expect(Math.abs(moment(1))).toBeLessThan(0.01);
    expect(moment(2) * looks).toBeCloseTo(1, 1);
    expect((moment(3) * looks * looks) / 2).toBeCloseTo(1, 0);
    expect(values.every((v) => v > 0)).toBe(true);
  });
});

describe('heights between pixel centres', () => {
  it('are those of a quadratic surface, at any turn of the line', () => {
    const [width, height] = [14, 11];
    const surface = (x: number, y: number) =>
      3 + 0.5 * x - 0.2 * y + 0.03 * x * x - 0.05 * x * y + 0.02 * y * y;
    const data = Float32Array.from({ length: width * height }, (_, i) =>
      surface((i % width) + 0.5, Math.floor(i / width) + 0.5),
    );
    const inside = fc.double({ min: 2, max: 8, noNaN: true });
    const turn = fc.double({ min: 0, max: 6.28, noNaN: true });
    fc.assert(
      fc.property(inside, inside, turn, (col, row, angle) => {
        const line = { col, row, dCol: 0.3 * Math.cos(angle), dRow: 0.3 * Math.sin(angle) };
        const out = new Float64Array(2);
        bicubicLine({ width, height, data }, line, out);
        for (const i of [0, 1]) {
          expect(out[i]).toBeCloseTo(surface(col + i * line.dCol, row + i * line.dRow), 5);
        }
      }),
    );
  });

  it('are the samples at centres, up to the last, and unknown beyond', () => {
    const data = Float32Array.of(1, 5, 2, 8, 0, 7);
    const out = new Float64Array(4);
    bicubicLine({ width: 3, height: 2, data }, { col: 0.5, row: 1.5, dCol: 1, dRow: 0 }, out);
    expect([...out]).toEqual([8, 0, 7, Number.NaN]);
  });
});
