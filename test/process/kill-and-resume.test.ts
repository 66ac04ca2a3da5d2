import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay, setImmediate } from 'node:timers/promises';
import { beforeAll, expect, test } from 'vitest';
import { createRng } from '../../src/core/rng.js';
import { HOOK_TIMEOUT, startCuesta, succeedJson, temporaryFolder } from '../end-to-end/support/cuesta.js';
import { hills, writeDem } from '../end-to-end/support/dem-file.js';

/** Kills at random points of one job; the issue demands 20. */
const KILLS = Number(process.env.CUESTA_KILLS ?? 4);
const TILES = 200;
const SECONDS_PER_RUN = 60;

const folder = temporaryFolder();
const path = (name: string) => join(folder, name);

/** 200 x 1 tiles of 512 pixels, most of each below the raster's edge. */
const args = (output: string) =>
  `slope a.tif -o ${output} --tile-size 512 --threads 2 --compress zstd`.split(' ');

let expected: Buffer;
beforeAll(async () => {
  writeDem(path('a.tif'), {
    ...{ cols: 512 * TILES, rows: 12, x: 500_000, y: 4_000_000, pixel: 10 },
    surface: hills,
  });
  const { tiles } = await succeedJson<{ tiles: number }>(folder, ...args('calm.tif'));
  expect(tiles).toBe(TILES);
  expected = readFileSync(path('calm.tif'));
}, HOOK_TIMEOUT);

/** Tiles that the journal knows. */
function recorded(): number {
  const journal = path('o.tif.cuesta-work/journal.jsonl');
  return existsSync(journal) ? readFileSync(journal, 'utf8').split('"check"').length - 1 : 0;
}

test(
  `a job of ${TILES} tiles, killed at ${KILLS} random points, gives the bytes of an undisturbed run`,
  async () => {
    const rng = createRng(20);
    // The first kill comes before anything is done; the others are spread over the job, some of them into one start.
    const points = Array.from({ length: KILLS }, (_, i) => (i === 0 ? 0 : rng.int(TILES - 10)));
    const reached: number[] = [];
    for (const point of points.toSorted((a, b) => a - b)) {
      const { child, ended } = startCuesta(folder, args('o.tif'));
      while (recorded() < point && child.exitCode === null) await setImmediate();
      await delay(rng.int(30));
      child.kill('SIGKILL');
      expect((await ended).code).toBeNull();
      expect(existsSync(path('o.tif'))).toBe(false);
      reached.push(recorded());
    }
    console.info(`killed with ${reached.join(', ')} of ${TILES} tiles recorded`);
    const { reused } = await succeedJson<{ reused: number }>(folder, ...args('o.tif'));
    expect(reused).toBe(reached.at(-1));
    expect(readFileSync(path('o.tif')).equals(expected)).toBe(true);
    expect(readdirSync(folder).sort()).toEqual(['a.tif', 'calm.json', 'calm.tif', 'o.json', 'o.tif']);
  },
  KILLS * SECONDS_PER_RUN * 1000,
);
