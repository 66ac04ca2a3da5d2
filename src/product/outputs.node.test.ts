import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { checkOutputs, checkOutputsEarly, filesOfJob } from './outputs.node.js';
import { runSettingsSchema, workFolderOf } from './run-settings.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cuesta-outputs-'));
});
afterEach(() => rm(folder, { recursive: true }));

const path = (name: string) => join(folder, name);

test('a job writes its products, their sidecars and its documents', () => {
  expect(filesOfJob(['a.tif', 'b.tiff'], ['r.html'])).toEqual([
    'a.tif',
    'b.tiff',
    'a.json',
    'b.json',
    'r.html',
  ]);
});

test('a link to an input is that input', async () => {
  await writeFile(path('dem.tif'), '');
  await symlink(path('dem.tif'), path('link.tif'));
  await expect(checkOutputs([path('link.tif')], [path('dem.tif')], true)).rejects.toThrow(/also an input/);
});

test('an existing sidecar is as precious as an existing product', async () => {
  await writeFile(path('dem.json'), '');
  await expect(checkOutputs(filesOfJob([path('dem.tif')]), [], false)).rejects.toMatchObject({
    code: 'config',
    subject: path('dem.json'),
  });
  await expect(checkOutputs(filesOfJob([path('dem.tif')]), [], true)).resolves.toBeUndefined();
});

test('early, the outputs of a job that may be interrupted are left to the run', async () => {
  const settings = runSettingsSchema.parse({});
  await writeFile(path('dem.tif'), '');
  await expect(checkOutputsEarly([path('dem.tif')], [], settings)).rejects.toThrow(/exists/);
  await mkdir(workFolderOf(path('dem.tif'), settings));
  await expect(checkOutputsEarly([path('dem.tif')], [], settings)).resolves.toBeUndefined();
});

test('the work folder stands beside the output, or in the folder for such things', () => {
  expect(workFolderOf('out/dem.tif', {})).toBe('out/dem.tif.cuesta-work');
  expect(workFolderOf('out/dem.tif', { work: '/scratch' })).toBe('/scratch/dem.tif.cuesta-work');
});
