import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { describe, expect, it } from 'vitest';
import { digestOf, expectLikeGdal, gdalFacts } from '../../../test/support/gdal-facts.js';
import { available, python, run } from '../../../test/support/requirements.js';
import { writtenByGdal } from '../../../test/support/written-by-gdal.js';
import { openRaster as openInBrowser } from '../open.js';
import { openRaster } from '../open.node.js';

const SCRIPT = `
W, H = 201, 150
for name in ('uint8', 'uint16', 'int16'):
    for bands in (1, 3):
        for tile in (64, 1024):
            d = memory([field(name, k, W, H) for k in range(bands)], name)
            copy('JP2OpenJPEG', f'{name}-{bands}-{tile}.jp2', d, 'REVERSIBLE=YES', 'QUALITY=100', f'BLOCKXSIZE={tile}', f'BLOCKYSIZE={tile}', 'RESOLUTIONS=4', 'YCC=NO')
copy('JP2OpenJPEG', 'lossy.jp2', memory([field('uint8', 0, W, H)], 'uint8'), 'QUALITY=30', 'BLOCKXSIZE=64', 'BLOCKYSIZE=64')
copy('JP2OpenJPEG', 'codestream.j2k', memory([field('uint8', 0, W, H)], 'uint8', None, None), 'REVERSIBLE=YES', 'QUALITY=100', 'CODEC=J2K')
copy('JP2OpenJPEG', 'polar.jp2', memory([field('uint8', 0, W, H)], 'uint8', (0, 2, 0, 0, 0, -2), '+proj=stere +lat_0=-90 +lon_0=0 +R=1737400 +no_defs'), 'REVERSIBLE=YES', 'QUALITY=100')
`;

const OVERVIEWS = `
import hashlib, json, sys
from osgeo import gdal
out = {}
for path in sys.argv[1:]:
    d = gdal.Open(path); b = d.GetRasterBand(1)
    out[path] = [[b.GetOverview(i).XSize, b.GetOverview(i).YSize, hashlib.sha256(b.GetOverview(i).ReadAsArray().tobytes()).hexdigest()] for i in range(b.GetOverviewCount())]
print(json.dumps(out))
`;

describe.skipIf(!available('gdal'))('JPEG 2000 that GDAL writes', () => {
  const paths = writtenByGdal(SCRIPT);
  const facts = gdalFacts(paths);

  it.each(paths.map((path) => [basename(path), path]))('%s is read like GDAL does', async (_, path) => {
    const raster = await openRaster(path);
    await expectLikeGdal(raster, facts.get(path)!);
    await raster.close();
  });

  it('reads the halved sizes that the file holds', async () => {
    const overviews = JSON.parse(run(python, ['-W', 'ignore', '-c', OVERVIEWS, ...paths])) as Record<
      string,
      [number, number, string][]
    >;
    let compared = 0;
    for (const path of paths) {
      const raster = await openRaster(path);
      for (const [i, [width, height, digest]] of overviews[path].entries()) {
        expect(raster.info.overviews[i]).toEqual({ width, height });
        const { data } = await raster.readBand({ col: 0, row: 0, width, height }, { overview: i });
        expect(digestOf(data), `${basename(path)}, overview ${i}`).toBe(digest);
        compared++;
      }
      await raster.close();
    }
    // GDAL offers those of 128 pixels and more: of the six files without small tiles.
    expect(compared).toBeGreaterThan(5);
  });

  it('reads windows across tiles, from a browser’s decoder too', async () => {
    const path = paths.find((p) => p.endsWith('/int16-3-64.jp2'))!;
    const raster = await openRaster(path);
    const inBrowser = await openInBrowser(readFileSync(path));
    const whole = (await raster.readBand({ col: 0, row: 0, width: 201, height: 150 }, { band: 1 }))
      .data as Int16Array;
    const window = { col: 60, row: 30, width: 90, height: 40 };
    for (const source of [raster, inBrowser]) {
      const { data } = await source.readBand(window, { band: 1 });
      const expected = Array.from(
        { length: 90 * 40 },
        (_, i) => whole[(30 + Math.floor(i / 90)) * 201 + 60 + (i % 90)],
      );
      expect(data).toEqual(Int16Array.from(expected));
    }
    await raster.close();
  });

  it('finds damage', async () => {
    const bytes = new Uint8Array(readFileSync(paths[1]));
    const cut = await openRaster(bytes.slice(0, Math.floor(bytes.length / 2)), { name: 'cut.jp2' });
    const error: unknown = await cut
      .readBand({ col: 0, row: 0, width: 201, height: 150 })
      .catch((e: unknown) => e);
    if (error instanceof Error) expect(error).toMatchObject({ code: 'format', subject: 'cut.jp2' });
    await expect(openRaster(bytes.slice(0, 100), { name: 'short.jp2' })).rejects.toMatchObject({
      code: 'format',
    });
  });
});
