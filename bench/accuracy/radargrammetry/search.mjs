import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cuesta } from '../cuesta.mjs';

/** Cost of a census bit in `cuesta radar`. */
const FACTOR = 4;

/**
 * The penalties of a pair with the highest completeness: `cuesta disparity --tune` (section 2.4 of the paper) on the middle 1024 x 1024
 * cells of the epipolar images.
 */
export function searchPenalties(folder, penalty, threads) {
  const file = (base) => join(folder, base);
  const kept = file('epipolar-facts.json');
  if (!existsSync(kept)) {
    const { metrics } = cuesta(
      ...[
        'radar',
        file('left.json'),
        file('right.json'),
        '--dem',
        file('a-priori.tif'),
        '-o',
        file('search.tif'),
      ],
      ...['--epipolar', file('epipolar'), '--overwrite', '--threads', threads],
    );
    writeFileSync(kept, JSON.stringify(metrics.pairs[0]));
  }
  const { searched } = JSON.parse(readFileSync(kept, 'utf8'));
  const { search } = cuesta(
    ...[
      'disparity',
      file('epipolar_left.tif'),
      file('epipolar_right.tif'),
      '-o',
      file('tuned.tif'),
      '--overwrite',
    ],
    ...['--range', ...searched, '--levels', 5, '--factor', FACTOR, '--penalty', penalty, '--tune'],
  );
  return { p1: search.best.p1, p2: search.best.p2 };
}
