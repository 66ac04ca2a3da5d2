import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeDem } from '../../../test/end-to-end/support/dem-file.js';
import { echo, writeEnhanceModel } from '../../../test/support/enhance-model.js';
import {
  ground,
  SCENE,
  writeBands,
  writeFineDem,
  writeGlobalDem,
} from '../../../test/support/enhance-scene.js';
import {
  echo as reconstructing,
  writeReconstructionModel,
} from '../../../test/support/reconstruction-model.js';
import { runSettingsSchema } from '../../product/run-settings.js';
import { enhanceSchema } from './config.js';
import { planEnhance } from './plan-enhance.node.js';
import { runEnhance } from './run-enhance.node.js';

const folder = mkdtempSync(join(tmpdir(), 'cuesta-enhance-refusals-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const path = (name: string): string => join(folder, name);

const AREA = { ...SCENE, cols: 40, rows: 32 };
const level = (): number => 100;

beforeAll(async () => {
  writeGlobalDem(path('dem.tif'), { area: AREA });
  for (const bands of [1, 3, 4])
    await writeBands(path(`bands${bands}.tif`), Array(bands).fill(level), { area: AREA });
  await writeBands(path('words.tif'), [level, level, level], { area: AREA, type: Uint16Array });
  await writeEnhanceModel(path('image.onnx'), echo, ['image']);
  await writeEnhanceModel(path('mask.onnx'), echo, ['image', 'mask']);
  await writeEnhanceModel(path('canopy.onnx'), echo, ['canopy']);
  await writeReconstructionModel(path('moon.onnx'), reconstructing(), null);
  writeFineDem(path('egm2008.tif'), ground, 3855);
  writeFineDem(path('unknown.tif'), ground);
  writeDem(path('far.tif'), { cols: 40, rows: 40, x: 0, y: 0, pixel: 30, surface: ground });
});

const context = {
  ...{ signal: new AbortController().signal, progress: () => {}, log: () => {}, command: 'test' },
  settings: runSettingsSchema.parse({ executor: 'sequential', overwrite: true }),
};

async function plan(options: object) {
  const config = enhanceSchema.parse({
    ...{
      dem: path('dem.tif'),
      image: path('bands3.tif'),
      model: path('image.onnx'),
      output: path('dtm.tif'),
    },
    ...options,
  });
  return planEnhance(config, context);
}

describe('what does not fit is named, with what to do', () => {
  it.each([
    [
      'a network that takes something else',
      { model: 'moon.onnx' },
      'config',
      /takes image \(1 channels\), coarse/,
      /jspsr/,
    ],
    ['guidance that is missing', { model: 'mask.onnx' }, 'config', /needs mask besides/, /--mask FILE/],
    ['no guidance at all', { image: undefined }, 'config', /needs image besides/, /--image FILE/],
    ['a grey image', { image: 'bands1.tif' }, 'unsupported', /1 band; --image takes red/, /-b 1 -b 2 -b 3/],
    ['an image with infrared', { image: 'bands4.tif' }, 'unsupported', /4 bands/, /-b 1 -b 2 -b 3/],
    ['an image of 16 bits', { image: 'words.tif' }, 'unsupported', /uint16 samples/, /-ot Byte/],
    [
      'land use in colours',
      { model: 'mask.onnx', mask: 'bands3.tif' },
      'unsupported',
      /3 bands; --mask/,
      /DFC2022/,
    ],
    [
      'trees in colours',
      { model: 'canopy.onnx', canopy: 'bands3.tif' },
      'unsupported',
      /--canopy takes/,
      /-b 1/,
    ],
    ['a DEM of several bands', { dem: 'bands3.tif' }, 'unsupported', /a DEM has one/, /-b 1/],
    ['a DEM elsewhere', { dem: 'far.tif' }, 'no-overlap', /do not overlap/, /bounds/],
    ['a truth elsewhere', { truth: 'far.tif' }, 'no-overlap', /do not overlap/, /bounds/],
    ['a DEM as fine as the DTM', { dem: 'unknown.tif' }, 'geometry', /as fine as/, /coarser/],
    ['mixed vertical datums', { truth: 'egm2008.tif' }, 'datum', /mixed/, /--assume-vertical/],
    [
      'pixels of another size',
      { resolution: 3 },
      'config',
      /trained for pixels of 7\.20 to 8\.80 m/,
      /leave --resolution out/,
    ],
    ['a CRS in degrees', { crs: 'EPSG:4326' }, 'config', /has no metres/, /UTM/],
    ['an output that is an input', { output: 'dem.tif' }, 'config', /also an input/, /another file/],
  ])('%s', async (_, options, code, message, hint) => {
    const files = Object.entries(options).map(([key, value]) => {
      const isFile = typeof value === 'string' && /\.(tif|onnx)$/.test(value);
      return [key, isFile ? path(value) : value];
    });
    const failure = plan(Object.fromEntries(files));
    await expect(failure).rejects.toMatchObject({ code });
    await expect(failure).rejects.toThrow(message);
    await expect(failure).rejects.toMatchObject({ hint: expect.stringMatching(hint) });
  });

  it('classes of land use that there are not', async () => {
    await writeBands(path('classes.tif'), [() => 40], { area: AREA });
    const job = await plan({ model: path('mask.onnx'), mask: path('classes.tif') });
    await expect(runEnhance(job, context)).rejects.toThrow(
      /classes\.tif has the sample 40, which is no class/,
    );
  });

  it('files without a common pixel with samples', async () => {
    writeGlobalDem(path('void.tif'), { area: AREA, surface: () => Number.NaN, nodata: -32767 });
    const job = await plan({ dem: path('void.tif') });
    await expect(runEnhance(job, context)).rejects.toThrow(/No pixel of the DTM has samples/);
  });
});

it('a datum that a file does not state can be assumed; the DTM has that of the DEM', async () => {
  const job = await plan({ truth: path('egm2008.tif'), assumeVertical: 'egm2008' });
  expect(job.definition.grid.crs.vertical).toEqual({ kind: 'egm2008' });
  expect((await plan({})).definition.grid.crs.vertical).toEqual({ kind: 'unknown' });
});
