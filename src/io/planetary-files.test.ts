import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { expectLikeGdal, type GdalFacts, gdalFacts } from '../../test/support/gdal-facts.js';
import { available, dataFolder } from '../../test/support/requirements.js';
import { fullWindow } from '../core/window.js';
import { openRaster } from './open.node.js';

const folder = join(dataFolder, 'formats');

describe.skipIf(!available('gdal', 'data'))('planetary files of data/formats', () => {
  const paths = ['isis', 'pds3', 'pds4']
    .flatMap((name) => readdirSync(join(folder, name)).map((file) => join(folder, name, file)))
    .filter((path) => !/mini\.img$|pds4\.img$/.test(path));
  const isEdited = (path: string) => /ldem_4_cropped|nacl/.test(path);
  const facts = gdalFacts(paths);

  it.each(paths.filter((path) => !isEdited(path)).map((path) => [path.slice(folder.length + 1), path]))(
    'reads %s like GDAL',
    async (_, path) => {
      const raster = await openRaster(path);
      const expected = facts.get(path) as GdalFacts;
      expect(expected).not.toBeNull();
      await expectLikeGdal(raster, expected);
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

  it.each(paths.filter(isEdited))('refuses %s, whose image starts inside its own label', async (path) => {
    const size = statSync(path).size;
    const { width, height, dtype } = facts.get(path)!;
    const pointer = Number(/\^IMAGE\s*= (\d+) <BYTES>/.exec(readFileSync(path, 'latin1'))![1]);
    await expect(openRaster(path)).rejects.toMatchObject({
      code: 'format',
      subject: path,
      message: expect.stringContaining(`byte ${pointer}`) as string,
    });
    // The label was edited by hand after its pointer was written: the samples that end the file start later.
    expect(pointer - 1).toBeLessThan(size - width * height * (dtype === 'int16' ? 2 : 1));
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
