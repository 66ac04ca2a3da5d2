import type { Table } from './html-report.js';
import { formatMeasure, formatNumber } from './number-format.js';

/** Jumps across one boundary and beside it, as the seam metric gives them: heights in metres, slopes as rise over run. */
export interface SeamRow {
  /** What lies on its two sides. */
  readonly between: string;
  readonly kind: string;
  readonly heightJump: {
    readonly n: number;
    readonly median: number;
    readonly insideMedian: number;
    readonly ratio: number;
  };
  readonly slopeJump: { readonly ratio: number };
}

/** What the columns of {@link seamTable} mean, for the text above it. */
export const SEAM_MEASURE =
  'The step is the height difference across it beyond what the slope on both sides explains; it is compared with the same measure ' +
  'taken 8 pixels away. A ratio of 1 means that the seam cannot be told from its surroundings.';

/** Seams, one in a row, in the order given; `between` heads the first column. */
export function seamTable(caption: string, between: string, seams: readonly SeamRow[]): Table {
  const number = (heading: string) => ({ heading, align: 'number' }) as const;
  return {
    caption,
    columns: [
      { heading: between, align: 'text' },
      { heading: 'Kind', align: 'text' },
      number('Samples'),
      { ...number('Median step'), unit: 'm' },
      { ...number('Beside it'), unit: 'm' },
      number('Ratio, height'),
      number('Ratio, slope'),
    ],
    rows: seams.map(({ between: sides, kind, heightJump, slopeJump }) => [
      sides,
      kind,
      String(heightJump.n),
      formatMeasure(heightJump.median),
      formatMeasure(heightJump.insideMedian),
      formatNumber(heightJump.ratio, 2),
      formatNumber(slopeJump.ratio, 2),
    ]),
  };
}
