import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cuesta } from '../cuesta.mjs';

/** Steps and ranges of the paper's search: coarse, then fine around the best. */
const COARSE = { p1: range(10, 200, 20), p2: range(50, 1500, 100) };
const FINE = { p1: 10, p2: 50 };

/**
 * The penalties of a pair with the highest completeness, coarse to fine as in section 2.4 of the paper; of equals the smaller ones. Every
 * combination is a whole run; their completenesses are kept.
 */
export function searchPenalties(folder, penalty, threads) {
  const kept = join(folder, `search-${penalty}.json`);
  const known = existsSync(kept) ? JSON.parse(readFileSync(kept, 'utf8')) : {};
  const completeness = (p1, p2) => {
    const key = `${p1},${p2}`;
    if (known[key] === undefined) {
      const file = (base) => join(folder, base);
      const { metrics } = cuesta(
        ...['radar', file('left.json'), file('right.json'), '--dem', file('a-priori.tif')],
        ...['-o', file('search.tif'), '--overwrite', '--threads', threads],
        ...['--penalty', penalty, '--p1', p1, '--p2', p2],
      );
      known[key] = metrics.pairs[0].completeness;
      writeFileSync(kept, JSON.stringify(known));
    }
    return known[key];
  };
  const best = (p1s, p2s) => {
    let found = { p1: 0, p2: 0, completeness: -1 };
    for (const p1 of p1s) {
      for (const p2 of p2s.filter((p) => p > p1)) {
        const value = completeness(p1, p2);
        if (value > found.completeness) found = { p1, p2, completeness: value };
      }
    }
    return found;
  };
  const coarse = best(COARSE.p1, COARSE.p2);
  const around = (middle, step) => [middle - step, middle, middle + step].filter((p) => p > 0);
  const { p1, p2 } = best(around(coarse.p1, FINE.p1), around(coarse.p2, FINE.p2));
  return { p1, p2 };
}

function range(from, to, step) {
  return Array.from({ length: Math.floor((to - from) / step) + 1 }, (_, i) => from + i * step);
}
