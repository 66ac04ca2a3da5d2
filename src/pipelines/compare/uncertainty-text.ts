import type { MeanUncertainty } from '../../math/variogram/mean-uncertainty.js';
import { totalSill, type VariogramModel } from '../../math/variogram/variogram-model.js';
import { formatMeasure, formatNumber } from '../../report/number-format.js';
import type { Uncertainty } from './uncertainty.js';

/** The spread of a sample and the variogram model in words. */
export function modelText({ spread, variogram, model, stableOnly }: Uncertainty): string[] {
  const where = stableOnly ? ' on stable terrain' : '';
  if (spread === null) return [`too few errors${where} for a variogram.`];
  const values = spread.model.sigma.flat();
  const [low, high, mean] = [Math.min(...values), Math.max(...values), spread.meanSigma].map(formatMeasure);
  const errors = `standard deviation of a sample by slope and curvature ${low} to ${high} m, on average ${mean} m.`;
  if (model === null) return [errors, `too few pairs${where} for a variogram.`];
  return [
    errors,
    `variogram of standardised dh${where}: sill ${formatMeasure(totalSill(model))}${partsText(model)}.`,
    ...beyondText(model, variogram),
  ];
}

function partsText({ nugget, structures }: VariogramModel): string {
  const [only, ...others] = structures;
  if (only === undefined) return ', all nugget';
  if (nugget === 0 && others.length === 0) return `, ${only.shape} with range ${rangeText(only.range)}`;
  const parts = structures.map(
    ({ shape, range, sill }) => `${formatMeasure(sill)} ${shape} with range ${rangeText(range)}`,
  );
  return ` = ${[...(nugget > 0 ? [`nugget ${formatMeasure(nugget)}`] : []), ...parts].join(' + ')}`;
}

/** A distance at which a variogram changes: no better known than to a metre in hundreds. */
export function rangeText(range: number): string {
  return `${range < 100 ? formatMeasure(range) : formatNumber(range, 0)} m`;
}

/** A warning where the longest range is more than pairs reach well. */
function beyondText({ structures }: VariogramModel, variogram: Uncertainty['variogram']): string[] {
  const reach = structures.at(-1)?.range ?? 0;
  if (reach <= variogram.at(-1)!.lag / 2) return [];
  return [
    `errors are still related at ${rangeText(reach)}, farther than pairs show well: means over large areas may be less certain than this.`,
  ];
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
