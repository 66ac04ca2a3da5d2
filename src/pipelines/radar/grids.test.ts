import { describe, expect, it } from 'vitest';
import { parseCrs } from '../../geo/parse-crs.js';
import { commonBox, gridOver } from './grids.js';

describe('grid of the DSM', () => {
  const image = [
    [1000, 5000],
    [9000, 6500],
    [7500, 14000],
    [0, 12500],
  ] as const;
  const dem = [
    [2003, 6001],
    [6007, 6001],
    [6007, 20000],
    [2003, 20000],
  ] as const;

  it('lies over what the boxes of images and DEM have in common, its edges at multiples of the cell', () => {
    const box = commonBox([image, dem]);
    expect(box).toEqual({ xmin: 2003, ymin: 6001, xmax: 6007, ymax: 14000 });
    const { transform, width, height } = gridOver([box], 10, parseCrs('EPSG:32649'));
    expect(transform).toEqual([10, 0, 2000, 0, -10, 14000]);
    expect([width, height]).toEqual([401, 800]);
  });

  it('covers the boxes of all pairs', () => {
    const boxes = [
      { xmin: 0, ymin: 0, xmax: 95, ymax: 50 },
      { xmin: -15, ymin: 40, xmax: 20, ymax: 101 },
    ];
    const { transform, width, height } = gridOver(boxes, 10, parseCrs('EPSG:32649'));
    expect(transform).toEqual([10, 0, -20, 0, -10, 110]);
    expect([width, height]).toEqual([12, 11]);
  });
});
