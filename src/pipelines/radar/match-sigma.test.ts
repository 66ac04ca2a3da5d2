import { describe, expect, it } from 'vitest';
import type { Raster } from '../../core/raster.js';
import { parseCrs } from '../../geo/parse-crs.js';
import { matchSigma, slopeAt } from './match-sigma.js';

describe('standard deviation of a disparity', () => {
  it('grows with slope and disparity, the same for both signs, and no further beyond some columns', () => {
    expect(matchSigma('sgm', 0, 0)).toBeLessThan(0.2);
    expect(matchSigma('sgm', 0.5, 0)).toBeGreaterThan(3 * matchSigma('sgm', 0, 0));
    expect(matchSigma('sgm', 0, -2)).toBe(matchSigma('sgm', 0, 2));
    expect(matchSigma('sgm', 0, 2)).toBeGreaterThan(matchSigma('sgm', 0, 1));
    expect(matchSigma('sgm', 0, 60)).toBe(matchSigma('sgm', 0, 8));
    expect(matchSigma('ncc', 0.2, 1)).toBeGreaterThan(matchSigma('sgm', 0.2, 1));
  });
});

describe('slope of a surface', () => {
  const [width, height, cell] = [5, 4, 10];
  const plane = (east: number, south: number): Raster => ({
    ...{ width, height, georef: { transform: [cell, 0, 0, 0, -cell, 0], crs: parseCrs('EPSG:32649') } },
    data: Float32Array.from({ length: width * height }, (_, i) => {
      return 100 + cell * (east * (i % width) + south * Math.floor(i / width));
    }),
  });

  it('is that of a plane, half of it across the edge, and knows no missing neighbours', () => {
    const raster = plane(0.3, -0.4);
    expect(slopeAt(raster, 2, 1, cell)).toBeCloseTo(0.5, 6);
    expect(slopeAt(plane(0.3, 0), 0, 1, cell)).toBeCloseTo(0.15, 6);
    raster.data[1 * width + 3] = Number.NaN;
    expect(slopeAt(raster, 2, 1, cell)).toBeCloseTo(Math.hypot(0.15, 0.4), 6);
  });
});
