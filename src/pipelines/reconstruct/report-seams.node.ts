import { basename } from 'node:path';
import type { Section } from '../../report/html-report.js';
import { formatMeasure } from '../../report/number-format.js';
import { SEAM_MEASURE, seamTable } from '../../report/seam-table.js';
import type { ReconstructMetrics } from './reconstruct-result.js';
import { seamName } from './seam-check.js';

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
  const rows = [...seams.pairs, ...tileSeams.pairs].map((pair) => ({ ...pair, between: seamName(pair) }));
  return {
    heading: 'Seams',
    text: [
      'A seam is a line where the greatest weight changes from one image, or one tile of the network, to another, or where an image ' +
        `ends. ${SEAM_MEASURE}`,
      ...apart,
    ],
    figures: [],
    tables: [seamTable(`Seams (images: ${named})`, 'Between', rows)],
  };
}
