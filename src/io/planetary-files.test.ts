import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  digestOf,
  expectLikeGdal,
  expectPlace,
  type GdalFacts,
  gdalFacts,
} from '../../test/support/gdal-facts.js';
import { available, dataFolder } from '../../test/support/requirements.js';
import { fullWindow } from '../core/window.js';
import { openRaster } from './open.node.js';

const folder = join(dataFolder, 'formats');

describe.skipIf(!available('gdal', 'data'))('planetary files of data/formats', () => {
  const paths = ['isis', 'pds3', 'pds4']
    .flatMap((name) => readdirSync(join(folder, name)).map((file) => join(folder, name, file)))
    .filter((path) => !/mini\.img$|pds4\.img$/.test(path));
  const isCropped = (path: string) => path.endsWith('ldem_4_cropped.img');
  const facts = gdalFacts(paths);

  it.each(paths.map((path) => [path.slice(folder.length + 1), path]))(
    'reads %s like GDAL',
    async (_, path) => {
      const raster = await openRaster(path);
      const expected = facts.get(path) as GdalFacts;
      expect(expected).not.toBeNull();
      if (isCropped(path)) expectPlace(raster, expected);
      else await expectLikeGdal(raster, expected);
      const radius =
        raster.info.georef?.crs.vertical.kind === 'sphere' ? raster.info.georef.crs.ellipsoid.semiMajor : 0;
      expect(raster.info.scale).toBe(expected.scale);
      expect(raster.info.offset).toBe(expected.offset - radius);
      if (raster.info.georef !== null) {
        const { data } = await raster.readRaster(fullWindow(raster.info));
        expect(data.filter((v) => !Number.isNaN(v)).length).toBe(expected.valid);
      }
      await raster.close();
    },
  );

  it('reads an attached image whose label still names the original file (GDAL reads the label itself as samples)', async () => {
    const path = paths.find(isCropped)!;
    const raster = await openRaster(path);
    const bytes = readFileSync(path);
    const start = 2904 - 1;
    const expected = Int16Array.from({ length: 1440 }, (_, i) => bytes.readInt16LE(start + 2 * i));
    expect((await raster.readBand(fullWindow(raster.info))).data).toEqual(expected);
    expect(facts.get(path)!.stored).toEqual([
      digestOf(new Int16Array(new Uint8Array(bytes).buffer, 0, 1440)),
    ]);
    const { data } = await raster.readRaster(fullWindow(raster.info));
    expect(data).toEqual(Float32Array.from(expected, (sample) => sample * 0.5));
    expect(raster.info.georef?.crs).toMatchObject({ body: { name: 'Moon' }, vertical: { kind: 'sphere' } });
    await raster.close();
  });

  it.each([
    ['pds3/TC1S2B0_01_00811N526E0443_mini.img', 'label'],
    ['pds4/gale_pds4.img', 'label'],
  ])('says of %s, which has no header, to open its label', async (file, hint) => {
    await expect(openRaster(join(folder, file))).rejects.toMatchObject({
      code: 'unsupported',
      subject: join(folder, file),
      hint: expect.stringContaining(hint) as string,
    });
  });
});
