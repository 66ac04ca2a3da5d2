import { basename } from 'node:path';
import type { SeamPairStatistics } from '../../mosaic/seam-report.js';

/** `inputs 1 (a.tif) and 2 (b.tif)`; for a mean, where no input dominates, `the edge of input 2 (b.tif)`. */
export function seamLabel(
  { a, b }: Pick<SeamPairStatistics, 'a' | 'b'>,
  inputs: readonly { readonly path: string }[],
): string {
  const name = (source: number): string => `${source} (${basename(inputs[source - 1].path)})`;
  return a === 0 ? `the edge of input ${name(b)}` : `inputs ${name(a)} and ${name(b)}`;
}
