import type { Section, Table } from '../../report/html-report.js';
import { decimalsFor, formatMeasure, formatNumber } from '../../report/number-format.js';
import type { ErrorByTerrain } from '../../terrain/error-by-terrain.js';
import { SLOPE_CLASSES } from '../../terrain/slope-classes.js';
import type { Uncertainty } from './uncertainty.js';
import { meanLines, modelText } from './uncertainty-text.js';
import { figureVariogram } from './variogram-figure.js';

/** Variogram, uncertainty of the mean, and spread by slope and curvature. */
export function uncertaintySection(prefix: string, uncertainty: Uncertainty): Section {
  const { spread, variogram, model, mean } = uncertainty;
  const words = modelText(uncertainty).map((line) => `${line[0].toUpperCase()}${line.slice(1)}`);
  const samples = uncertainty.stableOnly ? ' Only stable terrain was sampled.' : '';
  return {
    heading: `${prefix}Uncertainty`,
    text: [
      `${words.join(' ')} Errors at two places are related up to the range, so a mean is less certain than ` +
        `the number of pixels suggests.${samples}`,
    ],
    figures: variogram.length === 0 ? [] : [figureVariogram(variogram, model)],
    tables: [
      ...(mean.length === 0 ? [] : [meanTable(meanLines(mean))]),
      ...(spread === null ? [] : [terrainTable(spread.byTerrain)]),
    ],
  };
}

function meanTable(rows: string[][]): Table {
  return {
    caption:
      'Uncertainty of the mean of dh over a disc of ground like all that was compared; the last row has the whole area',
    columns: [
      { heading: 'Area', align: 'text' },
      { heading: 'Standard deviation', unit: 'm', align: 'number' },
      { heading: 'Effective samples', align: 'number' },
    ],
    rows,
  };
}

function terrainTable({ curvatureEdges, cells }: ErrorByTerrain): Table {
  const largest = Math.max(...cells.flat().map(({ nmad }) => (Number.isNaN(nmad) ? 0 : nmad)));
  const decimals = decimalsFor(largest);
  const percent = curvatureEdges.map((edge) => formatMeasure(100 * edge));
  return {
    caption:
      'NMAD of dh (m) by slope and by curvature of the reference (1/100 m), from a sample: what dh is standardised by',
    columns: [
      { heading: 'Slope', align: 'text' },
      ...percent
        .slice(1)
        .map((edge, i) => ({ heading: `${percent[i]} to ${edge}`, align: 'number' as const })),
    ],
    rows: cells.flatMap((row, i) =>
      row.every(({ nmad }) => Number.isNaN(nmad))
        ? []
        : [
            [
              SLOPE_CLASSES[i].label,
              ...row.map(({ nmad }) => (Number.isNaN(nmad) ? '–' : formatNumber(nmad, decimals))),
            ],
          ],
    ),
  };
}
