import { basename } from 'node:path';
import type { SeamPairStatistics } from '../../mosaic/seam-report.js';
import type { Section } from '../../report/html-report.js';
import { formatMeasure, formatNumber } from '../../report/number-format.js';
import type { ReconstructMetrics } from './reconstruct-result.js';
import { seamName } from './seam-check.js';

const number = (heading: string, unit?: string) => ({
  heading,
  align: 'number' as const,
  ...(unit === undefined ? {} : { unit }),
});

/** The seams between images, and between the network's tiles. */
export function seamSection(
  images: readonly string[],
  { seams, tileSeams, tileDisagreement }: ReconstructMetrics,
): Section {
  const named = images.map((path, i) => `${i + 1} ${basename(path)}`).join(', ');
  const apart =
    tileDisagreement === null
      ? []
      : [
          `Where tiles overlap, they are ${formatMeasure(tileDisagreement)} m from each other (root mean square) before they are blended.`,
        ];
  return {
    heading: 'Seams',
    text: [
      'A seam is a line where the greatest weight changes from one image, or one tile of the network, to another, or where an image ' +
        'ends. The step is the height difference across it beyond what the slope on both sides explains; it is compared with the same ' +
        'measure taken 8 pixels away. A ratio of 1 means that the seam cannot be told from its surroundings.',
      ...apart,
    ],
    figures: [],
    tables: [
      {
        caption: `Seams (images: ${named})`,
        columns: [
          { heading: 'Between', align: 'text' },
          { heading: 'Kind', align: 'text' },
          number('Samples'),
          number('Median step', 'm'),
          number('Beside it', 'm'),
          number('Ratio, height'),
          number('Ratio, slope'),
        ],
        rows: [...seams.pairs, ...tileSeams.pairs].map(rowOf),
      },
    ],
  };
}

function rowOf({ a, b, kind, heightJump, slopeJump }: SeamPairStatistics): string[] {
  return [
    seamName({ a, b }),
    kind,
    String(heightJump.n),
    formatMeasure(heightJump.median),
    formatMeasure(heightJump.insideMedian),
    formatNumber(heightJump.ratio, 2),
    formatNumber(slopeJump.ratio, 2),
  ];
}
