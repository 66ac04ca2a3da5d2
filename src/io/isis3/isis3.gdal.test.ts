import { basename } from 'node:path';
import { describe, expect, it } from 'vitest';
import { expectLikeGdal, gdalFacts } from '../../../test/support/gdal-facts.js';
import { available } from '../../../test/support/requirements.js';
import { writtenByGdal } from '../../../test/support/written-by-gdal.js';
import { fullWindow } from '../../core/window.js';
import { openRaster } from '../open.node.js';

/** Special pixels of every type in the first row: NULL, then the kinds of saturation. */
const SCRIPT = `
def f4(bits): return np.array([bits], 'u4').view('f4')[0]
SPECIAL = dict(uint8=[0, 255], uint16=[0, 1, 2, 65534, 65535], int16=[-32768, -32767, -32766, -32765, -32764],
               float32=[f4(b) for b in (0xff7ffffb, 0xff7ffffc, 0xff7ffffd, 0xff7ffffe, 0xff7fffff)])
EDGE = dict(uint8=[1, 254], uint16=[3, 65522], int16=[-32752, 32767], float32=[f4(0xff7ffffa), f4(0x7f7fffff)])
for name, special in SPECIAL.items():
    a = field(name); a[0, :len(special)] = special; a[1, :2] = EDGE[name]
    d = memory([a, field(name, 1)], name)
    for location in ('LABEL', 'EXTERNAL'):
        copy('ISIS3', f'{name}-{location}-bsq.{"cub" if location == "LABEL" else "lbl"}', d, f'DATA_LOCATION={location}')
        copy('ISIS3', f'{name}-{location}-tile.{"cub" if location == "LABEL" else "lbl"}', d, f'DATA_LOCATION={location}', 'TILED=YES', 'BLOCKXSIZE=16', 'BLOCKYSIZE=8')
SHAPES = dict(sphere='+R=3396190', ellipsoid='+a=3396190 +b=3376200')
PROJ = ['eqc +lat_ts=20 +lon_0=30', 'sinu +lon_0=30', 'stere +lat_0=-90 +lon_0=30 +k=1', 'stere +lat_0=90 +lon_0=30 +k=1', 'merc +lon_0=30',
        'tmerc +lat_0=10 +lon_0=30 +k=0.9', 'lcc +lat_1=20 +lat_2=40 +lat_0=30 +lon_0=30', 'ortho +lat_0=10 +lon_0=30', 'longlat']
for proj in PROJ:
    for shape, terms in SHAPES.items():
        for latitudes in ('Planetocentric', 'Planetographic'):
            t = (30, .1, 0, 20, 0, -.1) if proj == 'longlat' else (1000, 100, 0, 200, 0, -100)
            d = memory([field('float32')], 'float32', t, f'+proj={proj} {terms} +no_defs')
            copy('ISIS3', f'{proj.split()[0]}{proj.count("-90")}-{shape}-{latitudes}.cub', d, f'LATITUDE_TYPE={latitudes}', 'TARGET_NAME=Mars')
`;

describe.skipIf(!available('gdal'))('ISIS3 cubes that GDAL writes', () => {
  const paths = writtenByGdal(SCRIPT);
  const facts = gdalFacts(paths);

  it.each(paths.map((path) => [basename(path), path]))('%s is read like GDAL does', async (name, path) => {
    const raster = await openRaster(path);
    await expectLikeGdal(raster, facts.get(path)!);
    const dtype = name.split('-')[0];
    const special = { uint8: 2, uint16: 5, int16: 5, float32: 5 }[dtype] ?? 0;
    const { data } = await raster.readRaster(fullWindow(raster.info));
    expect(data.filter(Number.isNaN).length).toBe(special);
    // A window that cuts tiles, and hangs over the edge.
    const part = await raster.readRaster({ col: 10, row: 5, width: 30, height: 12 });
    for (const [col, row] of [
      [0, 0],
      [5, 11],
      [26, 3],
    ]) {
      expect(part.data[row * 30 + col]).toBe(data[(row + 5) * 37 + col + 10]);
    }
    expect(part.data[27]).toBeNaN();
    await raster.close();
  });

  it('finds GDAL’s special pixels in every type', () => {
    expect(paths.length).toBe(16 + 36);
    expect([...facts.values()].slice(0, 16).map((f) => 37 * 29 - f!.valid)).toEqual(
      [2, 5, 5, 5].flatMap((count) => Array(4).fill(count) as number[]),
    );
  });
});
