import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { available, dataFolder } from '../../test/support/requirements.js';
import { readSarProduct } from './read-product.node.js';

describe.skipIf(!available('data'))('SAFE folders', () => {
  const safe = (name: string) => resolve(dataFolder, 'sar-sentinel1', `${name}.SAFE`);
  const grd = safe('S1B_IW_GRDH_1SDV_20210401T052623_20210401T052648_026269_032297_ECC8');

  it('are read by their only annotation', async () => {
    for (const polarisation of [undefined, 'VV']) {
      const product = await readSarProduct(grd, polarisation);
      expect(product.sensor).toBe('Sentinel-1 S1B IW');
      expect(product.geometry.range.kind).toBe('ground');
    }
  });

  it('say what they do not have', async () => {
    await expect(readSarProduct(grd, 'VH')).rejects.toMatchObject({ code: 'config', subject: grd });
    const slc = safe('S1A_IW_SLC__1SDV_20220104T170557_20220104T170624_041314_04E951_F1F1');
    await expect(readSarProduct(slc)).rejects.toMatchObject({ code: 'unsupported' });
  });
});

describe('files', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'cuesta-sar-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('are told by their name, and named when they are wrong or missing', async () => {
    const json = join(folder, 'a.json');
    await writeFile(json, '{}');
    await expect(readSarProduct(json)).rejects.toMatchObject({ code: 'format', subject: json });
    const xml = join(folder, 'a.xml');
    await writeFile(xml, '<product/>');
    await expect(readSarProduct(xml)).rejects.toMatchObject({ code: 'format', subject: xml });
    const terrasar = join(folder, 'TSX1_SAR__SSC______SM_S_SRA_20110712T102030_20110712T102038.xml');
    await writeFile(terrasar, '<level1Product/>');
    for (const path of [terrasar, folder]) {
      const message = expect.stringContaining('has no level1Product/productInfo');
      await expect(readSarProduct(path)).rejects.toMatchObject({
        code: 'format',
        subject: terrasar,
        message,
      });
    }
    const raster = join(folder, 'left.tif');
    await writeFile(raster, 'II');
    await expect(readSarProduct(raster)).rejects.toMatchObject({
      code: 'format',
      subject: raster,
      hint: expect.stringContaining('JSON'),
    });
    const missing = join(folder, 'b.json');
    await expect(readSarProduct(missing)).rejects.toMatchObject({ code: 'io', subject: missing });
  });
});
