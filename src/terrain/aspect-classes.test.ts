import { describe, expect, it } from 'vitest';
import type { Crs } from '../core/crs.js';
import { northUp } from '../core/geo-transform.js';
import type { Grid } from '../core/georef.js';
import { ASPECT_CLASSES, aspectClasses } from './aspect-classes.js';
import { NO_CLASS } from './slope-classes.js';

const crs = { name: 'local', kind: 'projected', unit: 1 } as Crs;
const grid: Grid = { width: 1, height: 1, transform: northUp(0, 0, 10, 20), crs };
const window = { col: 0, row: 0, width: 1, height: 1 };

/** Class of a plane that falls towards an azimuth (degrees from north, clockwise), on pixels of 10 x 20 m. */
function facing(azimuth: number, slope: number): string | undefined {
  const [east, north] = [Math.sin((azimuth * Math.PI) / 180), Math.cos((azimuth * Math.PI) / 180)];
  const heights = Float32Array.from({ length: 9 }, (_, i) => {
    const [x, y] = [10 * ((i % 3) - 1), 20 * (1 - Math.floor(i / 3))];
    return 100 - slope * (x * east + y * north);
  });
  return ASPECT_CLASSES[aspectClasses(heights, grid, window)[0]!];
}

describe('aspect classes', () => {
  it('are the octants around the points of the compass, whatever the shape of the pixels', () => {
    const octants = ASPECT_CLASSES.slice(0, 8);
    for (const [i, name] of octants.entries()) {
      for (const offset of [-22, 0, 22]) expect(facing(45 * i + offset, 0.2), name).toBe(name);
    }
  });

  it('know flat ground and missing heights', () => {
    expect(facing(90, 0.016)).toBe('flat');
    expect(facing(90, 0.019)).toBe('E');
    const heights = new Float32Array(9).fill(5);
    heights[8] = Number.NaN;
    expect(aspectClasses(heights, grid, window)[0]).toBe(NO_CLASS);
  });
});
