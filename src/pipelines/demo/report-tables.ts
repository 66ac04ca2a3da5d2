import type { SeamReport } from '../../mosaic/seam-report.js';
import type { Column, Table } from '../../report/html-report.js';
import { formatNumber } from '../../report/number-format.js';
import type { PieceOptions } from '../../simulate/pieces.js';
import type { Accuracy, ErrorStatistics } from '../../terrain/accuracy.js';
import { COVERAGE_LABELS, type DemoMeasures } from './measure.node.js';
import { TURNED } from './scene.js';

const text = (heading: string): Column => ({ heading, align: 'text' });
const number = (heading: string, unit?: string): Column => ({
  heading,
  align: 'number',
  ...(unit === undefined ? {} : { unit }),
});

/** Blend and paste side by side. */
export function summaryTable({ blend, paste }: DemoMeasures, blended: SeamReport, pasted: SeamReport): Table {
  return mosaicTable('Feathered blend and naive paste of the same pieces', [
    ['Feathered blend', blend.accuracy, blended],
    ['Naive paste', paste.accuracy, pasted],
  ]);
}

/** Errors against the truth, and steps at the seams. */
export function mosaicTable(
  caption: string,
  mosaics: readonly (readonly [label: string, accuracy: Accuracy, seams: SeamReport])[],
): Table {
  return {
    caption,
    columns: [
      text('Mosaic'),
      number('Mean dh', 'm'),
      number('RMSE', 'm'),
      number('NMAD', 'm'),
      number('LE90', 'm'),
      number('Median step at seams', 'm'),
      number('Median step beside them', 'm'),
      number('Ratio'),
    ],
    rows: mosaics.map(([label, { mean, rmse, nmad, le90 }, seams]) => {
      const { median, insideMedian, ratio } = seams.overall.heightJump;
      const numbers = [mean, rmse, nmad, le90, median, insideMedian, ratio];
      return [label, ...numbers.map((v) => formatNumber(v, 2))];
    }),
  };
}

/** Steps where the dominant piece changes, pair by pair. */
export function seamTable(blended: SeamReport, pasted: SeamReport): Table {
  const rows = pasted.pairs
    .filter(({ kind }) => kind === 'switch')
    .map(({ a, b, kind, heightJump: hard }) => {
      const soft = blended.pairs.find((p) => p.a === a && p.b === b && p.kind === kind)?.heightJump;
      const metres = (value: number | undefined): string => formatNumber(value ?? Number.NaN, 2);
      return [
        `${a} – ${b}`,
        formatNumber(hard.n, 0),
        metres(hard.median),
        metres(hard.insideMedian),
        metres(hard.ratio),
        formatNumber(soft?.n ?? Number.NaN, 0),
        metres(soft?.median),
        metres(soft?.insideMedian),
        metres(soft?.ratio),
      ];
    });
  return {
    caption: 'Steps at the seams by pair of pieces: naive paste, then blend',
    columns: [
      text('Pieces'),
      number('Paste: samples'),
      number('Step', 'm'),
      number('Beside', 'm'),
      number('Ratio'),
      number('Blend: samples'),
      number('Step', 'm'),
      number('Beside', 'm'),
      number('Ratio'),
    ],
    rows,
  };
}

/** Errors by the number of pieces that were blended or pasted. */
export function coverageTable({ blend, paste }: DemoMeasures): Table {
  const rms = (s: ErrorStatistics | undefined): string => formatNumber(s?.rmse ?? Number.NaN, 2);
  return {
    caption: 'RMSE by the number of pieces at a pixel',
    columns: [
      text('Pieces'),
      number('Share', '%'),
      number('Feathered blend', 'm'),
      number('Naive paste', 'm'),
    ],
    rows: COVERAGE_LABELS.map((label, i) => {
      const share = (100 * blend.byCoverage[i].count) / blend.accuracy.count;
      return [
        label,
        formatNumber(share, share < 1 ? 2 : 1),
        rms(blend.byCoverage[i]),
        rms(paste.byCoverage[i]),
      ];
    }),
  };
}

/** What every piece was given. */
export function pieceTable(pieces: readonly PieceOptions[]): Table {
  return {
    caption: 'The pieces and the errors they were given (σ: one standard deviation)',
    columns: [
      text('Piece'),
      text('CRS'),
      number('Size', 'px'),
      number('Pixel', 'm'),
      number('Bias', 'm'),
      number('White noise, σ', 'm'),
      number('Smooth noise, σ', 'm'),
      number('All together', 'm'),
    ],
    rows: pieces.map(({ name, grid, bias, whiteNoise, smoothNoise }) => [
      name,
      grid.crs === TURNED ? 'transverse Mercator' : 'polar stereographic',
      `${grid.width} × ${grid.height}`,
      formatNumber(grid.transform[0], 0),
      formatNumber(bias, 1),
      formatNumber(whiteNoise, 2),
      formatNumber(smoothNoise, 2),
      formatNumber(Math.hypot(bias, whiteNoise, smoothNoise), 2),
    ]),
  };
}
