import { describe, expect, it } from 'vitest';
import { FIELD_SIZE, gaussianFields } from '../../../test/support/gaussian-fields.js';
import type { Grid } from '../../core/georef.js';
import { createRng } from '../../core/rng.js';
import { parseCrs } from '../../geo/parse-crs.js';
import { fitVariogram } from '../../math/variogram/fit-variogram.js';
import { addGridPairs, createLagPairs, empiricalVariogram } from '../../math/variogram/lag-pairs.js';
import { totalSill, type VariogramModel } from '../../math/variogram/variogram-model.js';
import { errorAt } from '../../terrain/error-model.js';
import { reliefAt } from '../../terrain/relief-at.js';
import { addTerrain, type ErrorWindow, standardised } from './error-samples.js';
import { type Spread, spreadOf, type TerrainSamples } from './spread.js';
import { uncertaintyOfMeans } from './uncertainty.js';

const PIXEL = 10;
const STRIDE = FIELD_SIZE + 2;
const grid: Grid = {
  crs: parseCrs('EPSG:32633'),
  transform: [PIXEL, 0, 500_000, 0, -PIXEL, 5_000_000],
  width: FIELD_SIZE,
  height: FIELD_SIZE,
};

/** Plains in the west, ever higher hills towards the east: slopes up to 50 degrees. */
const terrain = Float32Array.from({ length: STRIDE * STRIDE }, (_, i) => {
  const [x, y] = [i % STRIDE, Math.floor(i / STRIDE)];
  return 500 + 0.35 * x * (Math.sin(x / 7) * Math.cos(y / 9) + 0.3 * Math.sin((x + 2 * y) / 11));
});
const relief = Array.from({ length: FIELD_SIZE * FIELD_SIZE }, (_, i) =>
  reliefAt(terrain, STRIDE, (Math.floor(i / FIELD_SIZE) + 1) * STRIDE + (i % FIELD_SIZE) + 1, {
    cellX: PIXEL,
    cellY: PIXEL,
  }),
);
/** Standard deviation that errors are given: 0.6 to 6 m here. */
const sigma = Float32Array.from(relief, ({ slope, curvature }) => 0.6 + 0.05 * slope + 25 * curvature);

const correlation: VariogramModel = {
  nugget: 0,
  structures: [{ shape: 'spherical', range: 20, sill: 1 }],
};

/** Errors with the known spread and correlation, all 3 m too high, with blunders. */
function errorsOf(field: Float32Array, isStable: Uint8Array | null = null): ErrorWindow {
  const rng = createRng(8);
  const dh = field.map((g, i) => 3 + sigma[i]! * g + (rng.next() < 0.005 ? 80 * rng.normal() : 0));
  const window = { col: 0, row: 0, width: FIELD_SIZE, height: FIELD_SIZE };
  return { grid, window, dh, isStable, terrain };
}

function spreadFound(errors: ErrorWindow): Spread {
  const samples: TerrainSamples = { dh: [], slope: [], curvature: [] };
  addTerrain(samples, errors, 200_000, createRng(1));
  return spreadOf(samples)!;
}

function variogramFound(errors: ErrorWindow, spread: Spread): VariogramModel {
  const pairs = createLagPairs(PIXEL, (FIELD_SIZE / 2) * PIXEL);
  const spacing = { x: PIXEL, y: PIXEL };
  addGridPairs(pairs, standardised(errors, spread), spacing, pairs.longest, 1_000_000, createRng(2));
  return fitVariogram(empiricalVariogram(pairs))!;
}

const mean = (values: Float32Array): number => values.reduce((sum, v) => sum + v, 0) / values.length;

describe('errors whose spread and correlation are known', () => {
  it('spread, range and sill are found within 10 %', () => {
    const errors = errorsOf(gaussianFields(correlation, 31)[0]);
    const spread = spreadFound(errors);
    expect(Math.abs(spread.median - 3)).toBeLessThan(0.3);
    const ratios = sigma.map(
      (truth, i) => errorAt(spread.model, relief[i]!.slope, relief[i]!.curvature) / truth,
    );
    expect(Math.abs(mean(ratios) - 1)).toBeLessThan(0.1);
    expect(Math.sqrt(mean(ratios.map((r) => (r - 1) ** 2)))).toBeLessThan(0.1);
    expect(Math.abs(spread.meanSigma / mean(sigma) - 1)).toBeLessThan(0.1);
    const model = variogramFound(errors, spread);
    expect(model.structures.map(({ shape }) => shape)).toEqual(['spherical']);
    expect(Math.abs(model.structures[0]!.range / (20 * PIXEL) - 1)).toBeLessThan(0.1);
    expect(Math.abs(totalSill(model) - 1)).toBeLessThan(0.1);
  }, 60_000);

  it('with a mask the errors of stable ground count, and the mean spread is that of all ground', () => {
    const isStable = Uint8Array.from(relief, ({ slope }) => (slope < 25 ? 1 : 0));
    const errors = errorsOf(gaussianFields(correlation, 31)[0], isStable);
    errors.dh.forEach((_, i) => {
      if (isStable[i] === 0) errors.dh[i]! += 100;
    });
    const spread = spreadFound(errors);
    expect(Math.abs(spread.median - 3)).toBeLessThan(0.3);
    const stable = standardised(errors, spread);
    expect(stable.at(isStable.indexOf(0))).toBeNaN();
    // Steeper ground than any that is stable is taken for the steepest that is: less than the truth, and more than on stable ground.
    expect(spread.meanSigma).toBeLessThan(mean(sigma));
    expect(spread.meanSigma).toBeGreaterThan(1.1 * mean(sigma.filter((_, i) => isStable[i] === 1)));
  });

  it('the mean over a disc varies by what is foretold', () => {
    const radius = 15;
    const spread = spreadFound(errorsOf(gaussianFields(correlation, 31)[0]));
    const fields = [41, 42, 43].flatMap((seed) => gaussianFields(correlation, seed));
    let [squares, count, ground] = [0, 0, 0];
    for (const field of fields) {
      for (let row = 24; row < FIELD_SIZE - 16; row += 48) {
        for (let col = 24; col < FIELD_SIZE - 16; col += 48) {
          let [sum, spreads, cells] = [0, 0, 0];
          for (let y = -radius; y <= radius; y++) {
            for (let x = -radius; x <= radius; x++) {
              if (x * x + y * y > radius * radius) continue;
              const i = (row + y) * FIELD_SIZE + col + x;
              sum += sigma[i]! * field[i]!;
              spreads += errorAt(spread.model, relief[i]!.slope, relief[i]!.curvature);
              cells++;
            }
          }
          // Discs on rough ground are less certain: each in the unit of its own mean spread.
          squares += (sum / spreads) ** 2;
          ground += spreads / cells;
          count++;
        }
      }
    }
    const area = Math.PI * radius ** 2 * PIXEL ** 2;
    const metres = { ...correlation, structures: [{ ...correlation.structures[0]!, range: 20 * PIXEL }] };
    const foretold = uncertaintyOfMeans(metres, 1, PIXEL ** 2, area / PIXEL ** 2).at(-1)!;
    expect(foretold.area).toBeCloseTo(area, 6);
    // 600 discs: the standard error of their spread is 3 %.
    expect(Math.abs(Math.sqrt(squares / count) / foretold.sigma - 1)).toBeLessThan(0.1);
    expect(ground / count / spread.meanSigma).toBeCloseTo(1, 0);
  }, 60_000);

  it('no error at all has no spread', () => {
    const errors = { ...errorsOf(new Float32Array(FIELD_SIZE ** 2)), dh: new Float32Array(FIELD_SIZE ** 2) };
    const samples: TerrainSamples = { dh: [], slope: [], curvature: [] };
    addTerrain(samples, errors, 1000, createRng(1));
    expect(spreadOf(samples)).toBeNull();
  });
});
