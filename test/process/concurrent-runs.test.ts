import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import {
  cuesta,
  HOOK_TIMEOUT,
  type Outcome,
  succeed,
  temporaryFolder,
} from '../end-to-end/support/cuesta.js';
import { hills, writeDem } from '../end-to-end/support/dem-file.js';

const folder = temporaryFolder();
const path = (name: string) => join(folder, name);
const bytesOf = (name: string) => readFileSync(path(name));
/** `NAME` is the output without its ending. */
const LINES = {
  'NAME.tif': 'slope a.tif -o NAME.tif --tile-size 512 --threads 2',
  'NAME.geojson': 'contour a.tif --interval 5 -o NAME.geojson',
};

beforeAll(async () => {
  writeDem(path('a.tif'), {
    ...{ cols: 1500, rows: 700, x: 500_000, y: 4_000_000, pixel: 10 },
    surface: hills,
  });
  for (const line of Object.values(LINES)) await succeed(folder, ...line.replace('NAME', 'calm').split(' '));
}, HOOK_TIMEOUT);

const start = (line: string, name: string) => cuesta(folder, ...line.replace('NAME', name).split(' '));
const named = (pattern: RegExp) => readdirSync(folder).filter((name) => pattern.test(name));

test('two runs in one folder with products of their own do not disturb each other', async () => {
  const [line] = Object.values(LINES);
  const outcomes = await Promise.all(['left', 'right', 'third'].map((name) => start(line, name)));
  expect(outcomes.map(({ code }) => code)).toEqual([0, 0, 0]);
  for (const name of ['left', 'right', 'third']) {
    expect(bytesOf(`${name}.tif`).equals(bytesOf('calm.tif'))).toBe(true);
  }
  expect(named(/work|tmp/)).toEqual([]);
});

test.each(Object.entries(LINES))(
  'of several runs of %s started at once at least one succeeds, and the others refuse',
  async (file, line) => {
    const outcomes: Outcome[] = await Promise.all([1, 2, 3].map(() => start(line, 'one')));
    for (const { code, stderr } of outcomes) {
      if (code === 0) continue;
      expect(code).toBe(2);
      expect(stderr).toMatch(/in use by process \d+|exists\./);
      expect(stderr).toMatch(/Wait for that run|--overwrite/);
    }
    expect(outcomes.map(({ code }) => code)).toContain(0);
    expect(bytesOf(file.replace('NAME', 'one')).equals(bytesOf(file.replace('NAME', 'calm')))).toBe(true);
    expect(named(/work|tmp/)).toEqual([]);
  },
);
