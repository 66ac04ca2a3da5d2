import type { MeanUncertainty } from '../../math/variogram/mean-uncertainty.js';
import { totalSill } from '../../math/variogram/variogram-model.js';
import { formatMeasure, formatNumber } from '../../report/number-format.js';
import type { Uncertainty } from './uncertainty.js';

/** The variogram model in words. */
export function modelText({ model, stableOnly }: Uncertainty): string {
  const where = stableOnly ? ' of stable terrain' : '';
  if (model === null) return `too few pairs${where} for a variogram.`;
  const { nugget, structures } = model;
  const parts = structures.map(
    ({ shape, range, sill }) => `${formatMeasure(sill)} m² ${shape} with range ${formatMeasure(range)} m`,
  );
  if (nugget > 0 || parts.length === 0) parts.unshift(`nugget ${formatMeasure(nugget)} m²`);
  return `variogram of dh${where}: sill ${formatMeasure(totalSill(model))} m² = ${parts.join(' + ')}.`;
}

/** Area, standard deviation of the mean of dh over it, effective samples. */
export function meanLines(mean: readonly MeanUncertainty[]): string[][] {
  return mean.map(({ area, sigma, effectiveSamples }) => [
    areaText(area),
    sigma.toPrecision(3),
    formatNumber(effectiveSamples, 1),
  ]);
}

function areaText(area: number): string {
  return area >= 1e5 ? `${formatMeasure(area / 1e6)} km²` : `${formatNumber(area, 0)} m²`;
}
