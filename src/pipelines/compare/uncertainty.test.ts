import { describe, expect, it } from 'vitest';
import { semivariance, type VariogramModel } from '../../math/variogram/variogram-model.js';
import { SLOPE_CLASSES } from '../../terrain/slope-classes.js';
import { type Uncertainty, uncertaintyOfMeans } from './uncertainty.js';
import { uncertaintySection } from './uncertainty-section.js';
import { meanLines, modelText } from './uncertainty-text.js';

const model: VariogramModel = { nugget: 0.5, structures: [{ shape: 'spherical', range: 300, sill: 4 }] };
const nothing = { count: 0, median: Number.NaN, nmad: Number.NaN };

const uncertainty: Uncertainty = {
  seed: 1,
  stableOnly: true,
  variogram: [10, 100, 1000].map((lag) => ({ lag, gamma: semivariance(model, lag), pairs: 100 })),
  model,
  mean: uncertaintyOfMeans(model, 2, 100, 40_000),
  spread: {
    median: 0.1,
    byTerrain: {
      curvatureEdges: [0, 0.01, 0.02],
      slopes: SLOPE_CLASSES.map(({ minDeg }) => minDeg),
      curvatures: [0.005, 0.015],
      cells: SLOPE_CLASSES.map((_, i) =>
        i === 0 ? [{ count: 99, median: 0, nmad: 1.25 }, nothing] : [nothing, nothing],
      ),
    },
    model: { slopes: [2, 7], curvatures: [0.005], sigma: [[1.25], [3]] },
    meanSigma: 2,
  },
};

describe('uncertainty of the mean', () => {
  it('is given for powers of ten from a hundred pixels on, and for all of them', () => {
    expect(uncertainty.mean.map(({ area }) => area)).toEqual([1e4, 1e5, 1e6, 4e6]);
    const sigmas = uncertainty.mean.map(({ sigma }) => sigma);
    expect(sigmas).toEqual(sigmas.toSorted((a, b) => b - a));
    for (const { sigma, effectiveSamples } of uncertainty.mean)
      expect(sigma).toBeCloseTo(2 / Math.sqrt(effectiveSamples), 12);
    expect(uncertaintyOfMeans(null, 2, 100, 40_000)).toEqual([]);
    expect(uncertaintyOfMeans({ nugget: 0, structures: [] }, 2, 100, 40_000)).toEqual([]);
  });

  it('reads with units', () => {
    expect(meanLines(uncertainty.mean).map(([area]) => area!.replaceAll('\u202f', ' '))).toEqual([
      '10 000 m²',
      '0.100 km²',
      '1.00 km²',
      '4.00 km²',
    ]);
    expect(modelText(uncertainty)).toEqual([
      'standard deviation of a sample by slope and curvature 1.25 to 3.00 m, on average 2.00 m.',
      'variogram of standardised dh on stable terrain: sill 4.50 = nugget 0.500 + 4.00 spherical with range 300 m.',
    ]);
    const far = { nugget: 0, structures: [{ shape: 'spherical', range: 600, sill: 1 }] } as const;
    const [, alone, beyond] = modelText({ ...uncertainty, model: far });
    expect(alone).toMatch(/terrain: sill 1\.00, spherical with range 600 m\.$/);
    expect(beyond).toMatch(/^errors are still related at 600 m/);
    const white = { nugget: 1.25, structures: [] };
    expect(modelText({ ...uncertainty, model: white })[1]).toMatch(/sill 1\.25, all nugget\.$/);
    expect(modelText({ ...uncertainty, model: null })[1]).toMatch(/too few pairs/);
    expect(modelText({ ...uncertainty, spread: null })).toEqual([
      'too few errors on stable terrain for a variogram.',
    ]);
  });
});

describe('the section of the report', () => {
  it('has a figure with the range and a table of the classes that have samples', () => {
    const { figures, tables } = uncertaintySection('', uncertainty);
    expect(figures[0]!.svg.markup).toContain('range 300 m');
    expect(figures[0]!.svg.markup.match(/<circle/g)).toHaveLength(3);
    expect(figures[0]!.svg.markup).not.toContain('NaN');
    expect(tables[1]!.rows).toEqual([['0–5°', '1.25', '–']]);
    expect(tables[1]!.columns.map(({ heading }) => heading)).toEqual([
      'Slope',
      '0.00 to 1.00',
      '1.00 to 2.00',
    ]);
  });

  it('does without what there is not', () => {
    const { figures, tables } = uncertaintySection('', {
      ...uncertainty,
      variogram: [],
      model: null,
      mean: [],
      spread: null,
    });
    expect([figures, tables]).toEqual([[], []]);
  });
});
