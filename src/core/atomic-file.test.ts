import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { removeStaleTemporaries, temporaryName, writeAtomically } from './atomic-file.node.js';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cuesta-atomic-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe('writeAtomically', () => {
  it('puts the whole file under its name and leaves nothing else', async () => {
    const path = join(folder, 'a.txt');
    await writeAtomically(path, (file) => file.writeFile('new'));
    expect(await readFile(path, 'utf8')).toBe('new');
    expect(await readdir(folder)).toEqual(['a.txt']);
  });

  it('keeps the old file and no temporary one when writing fails', async () => {
    const path = join(folder, 'a.txt');
    await writeFile(path, 'old');
    const failing = writeAtomically(path, async (file) => {
      await file.writeFile('half');
      throw Object.assign(new Error('no space left'), { code: 'ENOSPC' });
    });
    await expect(failing).rejects.toMatchObject({
      code: 'io',
      subject: path,
      hint: expect.stringContaining('full'),
    });
    expect(await readFile(path, 'utf8')).toBe('old');
    expect(await readdir(folder)).toEqual(['a.txt']);
  });

  it.each([
    ['EFBIG', 'ulimit -f'],
    ['EIO', 'device failed'],
    ['EDQUOT', 'quota'],
    ['EROFS', 'read-only'],
  ])('%s in the middle of writing: says what to do and leaves nothing', async (code, hint) => {
    const path = join(folder, 'a.txt');
    const failing = writeAtomically(path, async (file) => {
      await file.writeFile('half');
      throw Object.assign(new Error('write'), { code });
    });
    await expect(failing).rejects.toMatchObject({
      code: 'io',
      message: `Cannot write ${path} (${code}).`,
      hint: expect.stringContaining(hint),
    });
    expect(await readdir(folder)).toEqual([]);
  });

  it('says that a part of the path is a file, and that a name is too long', async () => {
    await writeFile(join(folder, 'file'), '');
    const below = writeAtomically(join(folder, 'file', 'a.txt'), async () => {});
    await expect(below).rejects.toMatchObject({ code: 'io', hint: expect.stringContaining('not a folder') });
    const long = writeAtomically(join(folder, 'x'.repeat(300)), async () => {});
    await expect(long).rejects.toMatchObject({ code: 'io', hint: expect.stringContaining('too long') });
  });

  it('names the folder that is missing', async () => {
    const path = join(folder, 'missing', 'a.txt');
    await expect(writeAtomically(path, async () => {})).rejects.toMatchObject({ code: 'io', subject: path });
  });
});

describe('removeStaleTemporaries', () => {
  it('removes those of dead processes and of this one, and nothing else', async () => {
    const path = join(folder, 'dem.tif');
    const dead = join(folder, '.dem.tif.4194305-0123abcd.tmp');
    const running = join(folder, `.dem.tif.${process.ppid}-0123abcd.tmp`);
    const foreign = join(folder, '.other.tif.4194305-0123abcd.tmp');
    const keep = [running, foreign, path];
    for (const file of [...keep, dead, temporaryName(path)]) await writeFile(file, '');
    await removeStaleTemporaries(path);
    expect((await readdir(folder)).toSorted()).toEqual(keep.map((file) => basename(file)).toSorted());
  });
});
