import { basename } from 'node:path';
import { describe, expect, it } from 'vitest';
import { expectLikeGdal, gdalFacts } from '../../../test/support/gdal-facts.js';
import { available } from '../../../test/support/requirements.js';
import { writtenByGdal } from '../../../test/support/written-by-gdal.js';
import { openRaster as openInBrowser } from '../open.js';
import { openRaster } from '../open.node.js';

const SCRIPT = `
for name in T:
    for scheme in ('LERC', 'LERC_DEFLATE', 'LERC_ZSTD'):
        for interleave in ('PIXEL', 'BAND'):
            for layout in (['TILED=YES', 'BLOCKXSIZE=16', 'BLOCKYSIZE=16'], ['BLOCKYSIZE=7']):
                arrays = [field(name, k) for k in range(3)]
                if name.startswith('f') and interleave == 'BAND':  # GDAL 3.6 cannot read masks of interleaved bands back
                    for a in arrays: a[3, 4:20] = np.nan
                path = f'{name}-{scheme}-{interleave}-{layout[0][0]}.tif'
                big = ['ENDIANNESS=BIG'] if scheme == 'LERC_DEFLATE' and interleave == 'BAND' else []
                copy('GTiff', path, memory(arrays, name, srs='EPSG:32633'), f'COMPRESS={scheme}', f'INTERLEAVE={interleave}', *layout, *big)
a = [field('float32')]
copy('GTiff', 'lossy.tif', memory(a[:1], 'float32', srs='EPSG:32633'), 'COMPRESS=LERC', 'MAX_Z_ERROR=0.5')
copy('GTiff', 'constant.tif', memory([np.full((H, W), 7, 'f4')], 'float32', srs='EPSG:32633'), 'COMPRESS=LERC')
copy('GTiff', 'all-missing.tif', memory([np.full((H, W), np.nan, 'f4')], 'float32', srs='EPSG:32633'), 'COMPRESS=LERC')
for layout in (['TILED=YES', 'BLOCKXSIZE=16', 'BLOCKYSIZE=16'], ['BLOCKYSIZE=8'], []):
    for photometric, bands in (('MINISBLACK', 1), ('RGB', 3), ('YCBCR', 3)):
        for interleave in ('PIXEL', 'BAND'):
            if photometric == 'YCBCR' and interleave == 'BAND': continue
            arrays = [field('uint8', k) for k in range(bands)]
            copy('GTiff', f'jpeg-{photometric}-{interleave}-{len(layout)}.tif', memory(arrays, 'uint8', srs='EPSG:32633'),
                 'COMPRESS=JPEG', f'PHOTOMETRIC={photometric}', f'INTERLEAVE={interleave}', *layout)
`;

describe.skipIf(!available('gdal'))('LERC and JPEG TIFFs that GDAL writes', () => {
  const paths = writtenByGdal(SCRIPT);
  const facts = gdalFacts(paths);

  it.each(paths.map((path) => [basename(path), path]))('%s is read like GDAL does', async (_, path) => {
    const raster = await openRaster(path);
    await expectLikeGdal(raster, facts.get(path)!);
    await raster.close();
  });

  it('reads them with the decoders for browsers as well', async () => {
    const { readFileSync } = await import('node:fs');
    for (const path of paths.filter((p) => /float32-LERC.*TILED|jpeg-YCBCR/.test(p))) {
      const raster = await openInBrowser(readFileSync(path));
      await expectLikeGdal(raster, facts.get(path)!);
      await raster.close();
    }
  });

  it('says which part is damaged', async () => {
    const { readFileSync } = await import('node:fs');
    for (const name of ['float32-LERC-PIXEL-T.tif', 'jpeg-YCBCR-PIXEL-3.tif']) {
      const bytes = new Uint8Array(readFileSync(paths.find((path) => path.endsWith(name))!));
      const middle = Math.floor(bytes.length / 2);
      bytes.fill(0, middle, middle + 200);
      const raster = await openRaster(bytes, { name });
      const error: unknown = await raster
        .readBand({ col: 0, row: 0, width: 37, height: 29 })
        .catch((e: unknown) => e);
      expect(error).toMatchObject({
        code: 'format',
        subject: name,
        message: expect.stringMatching(/block \d\/\d/) as string,
      });
    }
  });
});
