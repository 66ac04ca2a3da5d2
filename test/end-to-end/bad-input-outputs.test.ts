import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { plain } from './support/bad-files.js';
import { cuesta, cuestaCommand, HOOK_TIMEOUT, temporaryFolder } from './support/cuesta.js';
import { type DemFile, writeDem } from './support/dem-file.js';
import { expectRefusal, expectSaid, refusals } from './support/refusal.js';

const folder = temporaryFolder();
const path = (name: string) => join(folder, name);
const write = (name: string, changes: Partial<DemFile> = {}) =>
  writeDem(path(name), { ...plain, ...changes });

beforeAll(() => {
  write('a.tif');
  write('b.tif', { x: 500_600 });
  mkdirSync(path('folder.tif'));
  mkdirSync(path('existing'));
  copyFileSync(path('a.tif'), path('existing/o.tif'));
  writeFileSync(path('existing/p.json'), '{"mine": true}');
  symlinkSync('a.tif', path('link-to-a.tif'));
  mkdirSync(path('read-only'));
  chmodSync(path('read-only'), 0o555);
}, HOOK_TIMEOUT);

describe.concurrent('an output that cannot be written', () => {
  test.for(
    refusals([
      {
        args: 'mosaic a.tif -o existing/o.tif',
        code: 2,
        says: /existing\/o\.tif exists/,
        advises: /--overwrite/,
      },
      {
        args: 'mosaic a.tif -o existing/p.tif',
        code: 2,
        says: /existing\/p\.json exists/,
        advises: /--overwrite/,
      },
      {
        args: 'mosaic a.tif -o a.tif --overwrite',
        code: 2,
        says: /a\.tif is also an input/,
        advises: /never changed/,
      },
      {
        args: 'slope a.tif -o ./a.tif --overwrite',
        code: 2,
        says: /a\.tif is also an input/,
        advises: /never changed/,
      },
      {
        args: 'mosaic a.tif -o missing/o.tif',
        code: 4,
        says: /missing \(ENOENT\)/,
        advises: /does not exist/,
      },
      {
        args: 'mosaic a.tif -o folder.tif --overwrite',
        code: 2,
        says: /folder\.tif is a folder/,
        advises: /file/,
      },
      {
        args: 'mosaic a.tif -o OUT/o.tif --report OUT/o.json',
        code: 2,
        says: /same name/,
        advises: /of its own/,
      },
      {
        args: 'slope a.tif -o link-to-a.tif --overwrite',
        code: 2,
        says: /link-to-a\.tif is also an input/,
        advises: /never changed/,
      },
      {
        args: 'mosaic a.tif -o a.tif/o.tif',
        code: 4,
        says: /a\.tif \(ENOTDIR\)|a\.tif\/o\.tif \(ENOTDIR\)/,
        advises: /not a folder/,
      },
      { args: 'mosaic a.tif', code: 2, says: /--output is missing/, advises: /GeoTIFF to write/ },
    ]),
  )('%s', ([, refusal]) => expectRefusal(folder, refusal));

  test('leaves what stands there as it was', async () => {
    await cuesta(folder, 'mosaic', 'b.tif', '-o', 'existing/o.tif');
    expect(readFileSync(path('existing/o.tif'))).toEqual(readFileSync(path('a.tif')));
    expect(readFileSync(path('existing/p.json'), 'utf8')).toBe('{"mine": true}');
  });
});

/** Root may write everywhere: then the command runs as nobody. */
const isRoot = process.getuid?.() === 0;
const nobody = isRoot ? { uid: 65_534, gid: 65_534 } : {};

test.each(['-o read-only/o.tif', '-o o.tif --work read-only'])('a read-only folder: %s', (options) => {
  chmodSync(folder, 0o777);
  const { status, stdout, stderr } = spawnSync(`${cuestaCommand} mosaic a.tif ${options}`, {
    ...{ cwd: folder, shell: true, encoding: 'utf8', ...nobody },
  });
  const said = { code: 4, says: /read-only.* \(EACCES\)/, advises: /Check the permissions/ };
  expectSaid({ code: status, stdout, stderr }, said);
  expect(readdirSync(path('read-only'))).toEqual([]);
  expect(readdirSync(folder).filter((name) => /^\.?o\./.test(name))).toEqual([]);
});

const NOISE = {
  cols: 1100,
  rows: 600,
  surface: (x: number, y: number) => 1e3 * Math.sin(x * x * 7.7 + y * 13.3),
};

test('a file larger than the process may write leaves no half-written product; without the limit the run goes on', () => {
  write('noise.tif', NOISE);
  const job = `${cuestaCommand} mosaic noise.tif -o limited.tif --tile-size 512 --threads 1`;
  // In units of 512 bytes: the tiles fit, the product does not.
  const limited = spawnSync('sh', ['-c', `ulimit -f 4000; exec ${job}`], { cwd: folder, encoding: 'utf8' });
  const said = { code: 4, says: /Cannot write limited\.tif \(EFBIG\)/, advises: /ulimit -f/ };
  expectSaid({ code: limited.status, stdout: limited.stdout, stderr: limited.stderr }, said);
  const left = () => readdirSync(folder).filter((name) => /^\.?limited/.test(name));
  expect(left()).toEqual(['limited.tif.cuesta-work']);
  const again = spawnSync('sh', ['-c', job], { cwd: folder, encoding: 'utf8' });
  expect(again.stdout).toMatch(/6 tiles \(6 reused\)/);
  expect(left()).toEqual(['limited.json', 'limited.tif']);
});

/** A file system of our own that is too small: needs user namespaces, or root. */
const canMount = spawnSync('sh', ['-c', 'unshare -rm true']).status === 0;
if (!canMount) console.warn('skipping tests: unshare -rm is not permitted here');

test.skipIf(!canMount)('a full disk leaves no half-written product; with more space the run goes on', () => {
  write('noise.tif', NOISE);
  const mount = path('small-disk');
  mkdirSync(mount);
  const job = `${cuestaCommand} mosaic ${path('noise.tif')} -o ${mount}/o.tif --tile-size 512 --threads 1`;
  const script = [
    `mount -t tmpfs -o size=3m none ${mount} || exit 90`,
    `${job} >/dev/null; echo "first $?"; ls -A ${mount}`,
    `mount -o remount,size=20m ${mount}`,
    `${job}; echo "second $?"; ls -A ${mount}`,
  ].join('\n');
  const { stdout, stderr } = spawnSync('unshare', ['-rm', 'sh', '-c', script], { encoding: 'utf8' });
  expect(stderr).toMatch(/error: Cannot write .*ENOSPC.*\n {2}The disk is full/);
  expect(stdout).toMatch(/^first 4\no\.tif\.cuesta-work\n/);
  expect(stdout).toMatch(/\d+ tiles \(\d+ reused\) in .*\n.*\nsecond 0\no\.json\no\.tif\n$/);
});
