import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { fuzz } from '../../bench/header-mutations.mjs';
import { gdalFiles, handmadeFiles, realFiles } from '../../bench/header-samples.mjs';
import { dataFolder } from '../../test/support/requirements.js';
import { CuestaError } from '../core/errors.js';
import { openRaster } from './open.node.js';

/** Damaged files in total; `npm run bench -- fuzz-headers --full` reads a million. */
const TOTAL = 10_000;
/** Real files larger than this take longer to copy than to read. */
const MAX_REAL = 100_000;
/** Growth of memory that one damaged file may cause, MiB: windows, decoders and the files themselves are far smaller. */
const MEMORY = 128;

describe('damaged headers', () => {
  const folder = mkdtempSync(join(tmpdir(), 'cuesta-fuzz-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const files = [
    ...handmadeFiles(),
    ...gdalFiles(folder),
    ...realFiles(join(dataFolder, 'formats'), MAX_REAL),
  ];

  /** A tenth of the damage for files that take long: large ones, and what inflates to them. */
  const isSlow = ({ name }: { name: string }) => name.includes('.hgt');
  const count = Math.ceil(TOTAL / files.filter((file) => !isSlow(file)).length);

  it.each(files)('of $name are read or refused by name, with little memory', async (file) => {
    const own = isSlow(file) ? Math.ceil(count / 10) : count;
    const [row] = await fuzz({ files: [file], count: own, seed: 1, openRaster, CuestaError });
    expect(row.crashes).toEqual([]);
    expect(row.read + row.refused).toBe(own);
    expect(row.refused).toBeGreaterThan(0);
    expect(row.largestMiB).toBeLessThan(MEMORY);
  });
});
