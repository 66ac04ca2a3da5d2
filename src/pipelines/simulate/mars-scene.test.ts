import { describe, expect, it } from 'vitest';
import { toMap } from '../../core/geo-transform.js';
import { gridWindow } from '../../core/raster.js';
import { simulateSchema } from './config.js';
import { marsScene } from './mars-scene.js';
import { cellGrid } from './scene-grids.js';

const config = (options: object) => simulateSchema.parse({ scenery: 'mars', output: 'x', ...options });

describe('a scene of Mars of a command', () => {
  it('lies around the origin of a Martian CRS, with cells of the reference that reach two farther', () => {
    const { grid, window, options } = marsScene(config({ width: 500, height: 410, sensor: 'ctx' }));
    const inside = gridWindow(grid, window);
    expect(inside.crs.ellipsoid.semiMajor).toBe(3396190);
    expect(inside.crs.vertical.kind).toBe('sphere');
    expect(toMap(inside.transform, 250, 205)).toEqual([0, 0]);
    expect(options.terrain).toMatchObject({ width: grid.width, height: grid.height, pixel: 6 });
    const cells = cellGrid(grid, options.reference.factor);
    expect(cells.transform[0]).toBe(48);
    expect([cells.width, cells.height]).toEqual([67, 56]);
    expect(toMap(cells.transform, 2, 2)).toEqual(toMap(inside.transform, 0, 0));
  });

  it('has the pixels and the reference of its camera unless they are given', () => {
    const facts = (options: object): number[] => {
      const { terrain, reference } = marsScene(config({ size: 64, ...options })).options;
      return [terrain.pixel, reference.factor];
    };
    expect(facts({})).toEqual([4.6, 11]);
    expect(facts({ sensor: 'hrsc' })).toEqual([12.5, 37]);
    expect(facts({ sensor: 'hirise' })).toEqual([0.5, 100]);
    expect(facts({ sensor: 'ctx', reference: 'mola', pixel: 5 })).toEqual([5, 93]);
  });

  it('is drawn from the seed; Suns can be given', () => {
    const suns = marsScene(config({ sun: ['315,20', '80,7.5'] })).options.images.map(({ sun }) => sun);
    expect(suns).toEqual([
      { azimuth: 315, elevation: 20 },
      { azimuth: 80, elevation: 7.5 },
    ]);
    expect(marsScene(config({}))).toEqual(marsScene(config({})));
    expect(marsScene(config({ seed: 2 })).options).not.toEqual(marsScene(config({})).options);
  });
});
