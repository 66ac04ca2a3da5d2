import { CuestaError } from '../../core/errors.js';
import { type SeamPairStatistics, worstSeam } from '../../mosaic/seam-report.js';
import type { ReconstructConfig } from './config.js';
import type { ReconstructMetrics } from './reconstruct-result.js';

type Seams = Pick<ReconstructMetrics, 'seams' | 'tileSeams'>;

/** The most visible seam between images or tiles; null where there is none with enough samples. */
export function worstOf({ seams, tileSeams }: Seams): SeamPairStatistics | null {
  const found = [worstSeam(seams), worstSeam(tileSeams)].filter((pair) => pair !== null);
  return found.toSorted((p, q) => q.heightJump.ratio - p.heightJump.ratio)[0] ?? null;
}

/** What a seam lies between: images by number, or the network's tiles of one. */
export function seamName({ a, b }: Pick<SeamPairStatistics, 'a' | 'b'>): string {
  if (a === b) return `the network tiles of image ${a}`;
  return a === 0 ? `the edge of image ${b}` : `images ${a} and ${b}`;
}

/** Throws `quality` when a seam exceeds `--max-seam`. */
export function checkSeams({ maxSeam, output }: ReconstructConfig, seams: Seams): void {
  const worst = worstOf(seams);
  if (maxSeam === undefined || worst === null || worst.heightJump.ratio <= maxSeam) return;
  const ratio = worst.heightJump.ratio.toFixed(2);
  throw new CuestaError(
    'quality',
    `The seam at ${seamName(worst)} is ${ratio} times as rough as its surroundings; --max-seam allows ${maxSeam}.`,
    {
      subject: output,
      hint: 'The DTM was written all the same: look at it there. Another --align, a larger --overlap or --register helps.',
    },
  );
}
