import { describe, expect, it } from 'vitest';
import { createRng } from '../../core/rng.js';
import { earthField } from './earth-field.js';
import { drawEarthScene, type EarthScene, type EarthSceneOptions, makeEarthScene } from './earth-scene.js';
import { LAND_USE } from './land-use.js';
import { carveRiver } from './river.js';
import { layRoad } from './road.js';
import { surfaceOf } from './surface.js';

const SIZE = { width: 300, height: 270 };
const PIXEL = 2;

const options = (seed: number, changes: Partial<EarthSceneOptions> = {}): EarthSceneOptions => ({
  ...drawEarthScene(seed, SIZE),
  ...changes,
});
const parcels = (urban: number, forest: number) => ({ seed: 5, size: 100, urban, forest });

const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;

describe('an Earth scene', () => {
  it('is the same for the same seed, and whole', () => {
    const [a, b] = [makeEarthScene(options(7)), makeEarthScene(options(7))];
    const rasters = ({ field, dem, image }: EarthScene): Float32Array[] => [
      ...[field.ground, field.objects, field.canopy, dem.heights],
      ...image,
    ];
    const [same, others] = [rasters(b), rasters(makeEarthScene(options(8)))];
    rasters(a).forEach((samples, k) => {
      expect(samples.every((v, i) => Number.isFinite(v) && v === same[k]![i])).toBe(true);
      expect(samples.every((v, i) => v === others[k]![i])).toBe(false);
    });
    const { objects, canopy } = a.field;
    expect(objects.every((h) => h >= 0) && canopy.every((h) => h >= 0)).toBe(true);
  });

  it('has houses and trees where the land use has them, and none on roads and in water', () => {
    const { field } = makeEarthScene(options(4, { parcels: parcels(0.5, 0.9) }));
    const { landUse, objects, canopy, road } = field;
    const built = new Set<number>();
    let misplaced = 0;
    objects.forEach((h, i) => {
      if (h > 0 && road[i] === 0) built.add(landUse[i]);
      if ((h > 0 || road[i] === 1 || landUse[i] === LAND_USE.water) && canopy[i] !== 0) misplaced++;
    });
    expect(misplaced).toBe(0);
    expect(built.size).toBeGreaterThan(0);
    expect([...built].every((use) => use === LAND_USE.urban || use === LAND_USE.industry)).toBe(true);
    const wood = [...canopy].filter((_, i) => landUse[i] === LAND_USE.forest && road[i] === 0);
    expect(mean(wood)).toBeGreaterThan(6);
    expect(mean(wood)).toBeLessThan(26);
  });

  it('follows the shares of towns and woods', () => {
    const share = (urban: number, forest: number, uses: readonly number[]): number => {
      const { landUse } = makeEarthScene(options(2, { rivers: [], parcels: parcels(urban, forest) })).field;
      return landUse.filter((use) => uses.includes(use)).length / landUse.length;
    };
    const town = [LAND_USE.urban, LAND_USE.industry, LAND_USE.green];
    expect(share(0, 0.2, town)).toBe(0);
    expect(share(0.9, 0, town)).toBeGreaterThan(share(0.3, 0, town) + 0.1);
    expect(share(0, 0.95, [LAND_USE.forest])).toBeGreaterThan(0.6);
  });
});

describe('the global model', () => {
  const scene = (forest: number, penetration: number) => {
    const drawn = options(11, { rivers: [], roads: [], terraces: 0, parcels: parcels(0, forest) });
    return makeEarthScene({
      ...drawn,
      dem: { ...drawn.dem, penetration, noise: 0.5, drift: 0, smoothing: 0 },
    });
  };
  const bias = ({ field, dem }: ReturnType<typeof makeEarthScene>): { error: number[]; canopy: number[] } => {
    const surface = surfaceOf(field, 1);
    const means = (samples: Float32Array, c: number, r: number): number => {
      const block: number[] = [];
      for (let y = 0; y < dem.factor; y++)
        for (let x = 0; x < dem.factor; x++)
          block.push(samples[(r * dem.factor + y) * field.width + c * dem.factor + x]!);
      return mean(block);
    };
    const cells = Array.from(dem.heights, (h, i) => {
      const [c, r] = [i % dem.width, Math.floor(i / dem.width)];
      return { error: h - means(surface, c, r), canopy: means(field.canopy, c, r) };
    });
    return { error: cells.map((cell) => cell.error), canopy: cells.map((cell) => cell.canopy) };
  };

  it('lies as far up the trees as the radar does not see into them', () => {
    const { error, canopy } = bias(scene(0.95, 0.4));
    expect(mean(canopy)).toBeGreaterThan(3);
    expect(mean(error) / mean(canopy)).toBeCloseTo(0.6, 1);
  });

  it('is the ground with its noise where the radar sees through', () => {
    const { error } = bias(scene(0.3, 1));
    expect(Math.abs(mean(error))).toBeLessThan(0.1);
    expect(Math.sqrt(mean(error.map((e) => e * e)))).toBeCloseTo(0.5, 1);
  });
});

describe('ground works', () => {
  const [width, height] = [200, 200];
  const slope = () =>
    earthField(
      width,
      height,
      PIXEL,
      Float32Array.from(
        { length: width * height },
        (_, i) => 0.05 * (i % width) + 0.03 * Math.floor(i / width),
      ),
    );

  it('a river falls in one direction and lies below its banks', () => {
    const field = slope();
    const before = field.ground.slice();
    carveRiver(field, { width: 20, plain: 60, depth: 2 }, createRng(3));
    const water = [...field.landUse.keys()].filter((i) => field.landUse[i] === LAND_USE.water);
    expect(water.length).toBeGreaterThan(1000);
    expect(mean(water.map((i) => before[i]! - field.ground[i]!))).toBeGreaterThan(1.5);
    const untouched = [...field.ground.keys()].filter((i) => field.ground[i] === before[i]);
    expect(untouched.length).toBeGreaterThan(0.1 * before.length);
  });

  it('a road is level across, and its slopes rise one in two at most', () => {
    const field = slope();
    const before = field.ground.slice();
    layRoad(field, { width: 12, following: 60, embankment: 3 }, createRng(9));
    const { ground, road } = field;
    const lifted = [...road.keys()].filter((i) => road[i] === 1).map((i) => ground[i]! - before[i]!);
    expect(mean(lifted)).toBeCloseTo(3, 0);
    let steepest = 0;
    for (let i = 0; i < ground.length - width - 1; i++) {
      if (i % width === width - 1 || road[i] === 1) continue;
      for (const step of [1, width])
        if (road[i + step] === 0 && ground[i] !== before[i] && ground[i + step] !== before[i + step])
          steepest = Math.max(steepest, Math.abs(ground[i + step]! - ground[i]!) / PIXEL);
    }
    expect(steepest).toBeGreaterThan(0.3);
    expect(steepest).toBeLessThan(0.75);
  });
});
