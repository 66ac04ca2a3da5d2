import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { parseMemory } from '../../src/plan/memory.js';
import { HOOK_TIMEOUT, succeed, succeedJson, temporaryFolder } from './support/cuesta.js';
import { hills, type Surface, writeDem } from './support/dem-file.js';

const folder = temporaryFolder();
const sha256 = (name: string) =>
  createHash('sha256')
    .update(readFileSync(join(folder, name)))
    .digest('hex');

/** Every step that needs a halo, on inputs that are copied, resampled and full of holes. */
const options = ['--feather', '40', '--blur', '3', '--erode', '2', '--hole-fill', '12'];
const siblings = ['--count', '--source', '--sigma'];
const names = ['', '_count', '_source', '_sigma'];

const holed: Surface = (x, y) =>
  Math.hypot((x % 1900) - 900, (y % 1700) - 800) < 90 ? Number.NaN : hills(x, y);

beforeAll(async () => {
  const [x, y] = [500_000, 4_000_000];
  writeDem(join(folder, 'a.tif'), { cols: 800, rows: 700, x, y, pixel: 10, surface: holed, nodata: -9999 });
  const moved = { x: x + 5003, y: y - 2004, pixel: 12.5 };
  writeDem(join(folder, 'b.tif'), { cols: 650, rows: 640, ...moved, surface: (u, v) => holed(u, v) + 3 });
  writeDem(join(folder, 'c.tif'), { cols: 600, rows: 500, x, y: y - 5000, pixel: 10, surface: hills });
  await succeed(folder, 'mosaic', 'a.tif', 'b.tif', 'c.tif', '-o', 'reference.tif', ...options, ...siblings);
}, HOOK_TIMEOUT);

describe('the same bytes', () => {
  const variants: readonly (readonly string[])[] = [
    ['--threads', '1', '--tile-size', '512'],
    ['--threads', '2', '--tile-size', '1024'],
    ['--executor', 'sequential', '--tile-size', '2048'],
    ['--memory', '330MiB'],
    ['--backend', 'reference'],
  ];
  test.each(variants.map((flags) => ({ flags, title: flags.join(' ') })))(
    'with $title',
    async ({ flags }) => {
      const all = [...options, ...siblings, ...flags, '--overwrite'];
      const run = await succeedJson<{ readonly peakMemoryBytes: number }>(
        folder,
        ...['mosaic', 'a.tif', 'b.tif', 'c.tif', '-o', 'm.tif', ...all],
      );
      if (flags[0] === '--memory') expect(run.peakMemoryBytes).toBeLessThan(parseMemory(flags[1]));
      for (const name of names) expect(sha256(`m${name}.tif`), name).toBe(sha256(`reference${name}.tif`));
    },
  );

  test('whatever the order of the inputs, if the grid is given', async () => {
    const grid = '--tr 10 --bbox 503000 3993000 509000 3998000'.split(' ');
    const run = (output: string, ...inputs: string[]) =>
      succeed(folder, 'mosaic', ...inputs, '-o', output, ...options, ...grid, '--count', '--sigma');
    await run('abc.tif', 'a.tif', 'b.tif', 'c.tif');
    await run('cab.tif', 'c.tif', 'a.tif', 'b.tif');
    for (const name of ['', '_count', '_sigma']) {
      expect(sha256(`cab${name}.tif`), name).toBe(sha256(`abc${name}.tif`));
    }
  });

  test.each(['hillshade', 'slope'])('of %s', async (command) => {
    const one = ['--executor', 'sequential', '--tile-size', '2048'];
    const many = ['--threads', '2', '--tile-size', '512', '--overwrite'];
    await succeed(folder, command, 'reference.tif', '-o', 'one.tif', ...one, '--overwrite');
    await succeed(folder, command, 'reference.tif', '-o', 'many.tif', ...many);
    expect(sha256('many.tif')).toBe(sha256('one.tif'));
  });

  test('of convert, reprojected', async () => {
    const target = ['--crs', 'EPSG:4326', '-r', 'lanczos'];
    const one = ['--executor', 'sequential', '--tile-size', '2048'];
    const many = ['--threads', '2', '--tile-size', '512', '--overwrite'];
    await succeed(folder, 'convert', 'reference.tif', '-o', 'one.tif', ...target, ...one, '--overwrite');
    await succeed(folder, 'convert', 'reference.tif', '-o', 'many.tif', ...target, ...many);
    expect(sha256('many.tif')).toBe(sha256('one.tif'));
  });
});
