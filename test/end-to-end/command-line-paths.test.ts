import { copyFileSync, mkdirSync, readdirSync, readFileSync, readlinkSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { plain } from './support/bad-files.js';
import { cuesta, HOOK_TIMEOUT, succeed, temporaryFolder } from './support/cuesta.js';
import { writeDem } from './support/dem-file.js';

const folder = temporaryFolder();
const path = (...names: string[]) => join(folder, ...names);

let expected: Buffer;
beforeAll(async () => {
  writeDem(path('plain.tif'), plain);
  await succeed(folder, 'slope', 'plain.tif', '-o', 'slope.tif');
  expected = readFileSync(path('slope.tif'));
}, HOOK_TIMEOUT);

/** Reads a DEM in a folder of this name, under this name, and writes the slope beside it. */
const NAMES = [
  'with  spaces',
  'Gebirge äöüß 山',
  'decomposed a\u0308',
  `quotes '"\``,
  'hash#1?x=2&y',
  '100%20percent%',
  'glob[a]*{b,c}',
  'back\\slash',
  '$HOME ~ !',
  'trailing newline\n',
  '-dash',
  'x'.repeat(200),
];

describe.concurrent('unusual paths', () => {
  test.each(NAMES)('%j', async (name) => {
    mkdirSync(path(name));
    copyFileSync(path('plain.tif'), path(name, name));
    // A leading dash would be an option, for every program.
    const inside = `./${name}/${name}`;
    await succeed(folder, 'slope', inside, '-o', `${inside}.tif`);
    expect(readFileSync(path(name, `${name}.tif`))).toEqual(expected);
    const { inputs } = JSON.parse(readFileSync(path(name, `${name}.json`), 'utf8')) as {
      readonly inputs: readonly { readonly path: string }[];
    };
    expect(inputs.map((input) => input.path)).toEqual([inside]);
    expect(readdirSync(path(name)).sort()).toEqual([name, `${name}.json`, `${name}.tif`].sort());
  });

  test('a name too long for the file system is refused by name', async () => {
    const name = `${'y'.repeat(252)}.tif`;
    const { code, stderr } = await cuesta(folder, 'slope', 'plain.tif', '-o', name);
    expect(code).toBe(4);
    expect(stderr).toMatch(/error: Cannot .*yyyy.*\(ENAMETOOLONG\)\.\n {2}The name is too long/);
  });

  test('after --, a leading dash is no option', async () => {
    copyFileSync(path('plain.tif'), path('-plain.tif'));
    await succeed(folder, 'slope', '-o', 'dash.tif', '--', '-plain.tif');
    expect(readFileSync(path('dash.tif'))).toEqual(expected);
  });
});

describe.concurrent('links', () => {
  test('inputs, folders and work folders may be links', async () => {
    mkdirSync(path('real'));
    symlinkSync('real', path('linked'));
    symlinkSync('../plain.tif', path('real', 'in.tif'));
    await succeed(folder, 'slope', 'linked/in.tif', '-o', 'linked/out.tif', '--work', 'linked');
    expect(readFileSync(path('real', 'out.tif'))).toEqual(expected);
    expect(readdirSync(path('real')).sort()).toEqual(['in.tif', 'out.json', 'out.tif']);
    expect(readlinkSync(path('real', 'in.tif'))).toBe('../plain.tif');
  });

  test('a link in the place of the output is replaced, not what it points to', async () => {
    copyFileSync(path('plain.tif'), path('kept.tif'));
    symlinkSync('kept.tif', path('link.tif'));
    await succeed(folder, 'slope', 'plain.tif', '-o', 'link.tif', '--overwrite');
    expect(readFileSync(path('link.tif'))).toEqual(expected);
    expect(readFileSync(path('kept.tif'))).toEqual(readFileSync(path('plain.tif')));
  });

  test('links in a circle are an error with a name', async () => {
    symlinkSync('round-b.tif', path('round-a.tif'));
    symlinkSync('round-a.tif', path('round-b.tif'));
    const { code, stderr } = await cuesta(folder, 'slope', 'round-a.tif', '-o', 'round.tif');
    expect(code).toBe(4);
    expect(stderr).toMatch(/error: Cannot read round-a\.tif \(ELOOP\)\.\n {2}Links in the path/);
  });
});
