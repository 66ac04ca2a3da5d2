import { basename } from 'node:path';
import { describe, expect, it } from 'vitest';
import { expectLikeGdal, gdalFacts } from '../../../test/support/gdal-facts.js';
import { available } from '../../../test/support/requirements.js';
import { writtenByGdal } from '../../../test/support/written-by-gdal.js';
import { fullWindow } from '../../core/window.js';
import { openRaster } from '../open.node.js';

const SCRIPT = `
for name in T:
    for interleave in ('BSQ', 'BIP', 'BIL'):
        nodata = 7 if name.startswith('u') else -32767
        arrays = [field(name, k) for k in range(3)]; arrays[0][2, 3:9] = nodata
        copy('PDS4', f'{name}-{interleave}.xml', memory(arrays, name, nodata=nodata), f'INTERLEAVE={interleave}')
d = memory([field('float32')], 'float32'); d.GetRasterBand(1).SetScale(0.5); d.GetRasterBand(1).SetOffset(100)
copy('PDS4', 'scaled-single.xml', d)
SHAPES = dict(sphere='+R=3396190', ellipsoid='+a=3396190 +b=3376200')
PROJ = ['eqc +lat_ts=20 +lon_0=30', 'sinu +lon_0=30', 'stere +lat_0=-90 +lon_0=30 +k=1', 'stere +lat_0=90 +lon_0=30 +k=1', 'merc +lon_0=30',
        'tmerc +lat_0=10 +lon_0=30 +k=0.9', 'lcc +lat_1=20 +lat_2=40 +lat_0=30 +lon_0=30', 'ortho +lat_0=10 +lon_0=30', 'laea +lat_0=10 +lon_0=30', 'longlat']
for proj in PROJ:
    for shape, terms in SHAPES.items():
        for latitudes in ('Planetocentric', 'Planetographic'):
            t = (30, .1, 0, 20, 0, -.1) if proj == 'longlat' else (1000, 100, 0, 200, 0, -100)
            d = memory([field('float32')], 'float32', t, f'+proj={proj} {terms} +no_defs')
            copy('PDS4', f'{proj.split()[0]}{proj.count("-90")}-{shape}-{latitudes}.xml', d, f'LATITUDE_TYPE={latitudes}')
`;

describe.skipIf(!available('gdal'))('PDS4 labels that GDAL writes', () => {
  const paths = writtenByGdal(SCRIPT);
  const facts = gdalFacts(paths);

  it.each(paths.map((path) => [basename(path), path]))('%s is read like GDAL does', async (_, path) => {
    const raster = await openRaster(path);
    const expected = facts.get(path)!;
    await expectLikeGdal(raster, expected);
    expect([raster.info.scale, raster.info.offset]).toEqual([expected.scale, expected.offset]);
    const { data } = await raster.readRaster(fullWindow(raster.info));
    expect(data.filter((v) => !Number.isNaN(v)).length).toBe(expected.valid);
    await raster.close();
  });
});
