import { appendFileSync, copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { available, dataFolder, run } from '../support/requirements.js';
import { succeed, temporaryFolder } from './support/cuesta.js';
import { gdalJson } from './support/gdal.js';

const folder = temporaryFolder();
const out = (name: string) => join(folder, name);
const data = (name: string) => join(dataFolder, name);
const checksum = (path: string) =>
  gdalJson<number>('d = gdal.Open(sys.argv[1]); print(d.GetRasterBand(1).Checksum())', path);
const inputHash = (sidecar: string) =>
  gdalJson<string>("print(json.dumps(json.load(open(sys.argv[1]))['inputs'][0]['sha256']))", sidecar);

describe.skipIf(!available('data', 'gdal'))('commands take rasters of other formats', () => {
  test('a cube, a PDS4 label and a GeoTIFF of the same heights give the same hillshade', async () => {
    const files = ['geotiff/f32_plain.tif', 'isis/gale_isis3.cub', 'pds4/gale_pds4.xml'];
    const sums = [];
    for (const [i, file] of files.entries()) {
      await succeed(folder, 'hillshade', data(`formats/${file}`), '-o', `shade-${i}.tif`);
      sums.push(checksum(out(`shade-${i}.tif`)));
    }
    expect(new Set(sums).size).toBe(1);
    expect(sums[0]).toBeGreaterThan(0);
  });

  test('a cube of radii gives heights above the sphere', async () => {
    await succeed(folder, 'slope', data('formats/isis/ldem_4_reduced.cub'), '-o', 'slope.tif');
    // The sphere that heights are measured from is in the product's CRS.
    const vertical = gdalJson<string>(
      "print(json.dumps(json.load(open(sys.argv[1]))['grid']['crs']['verticalDatum']))",
      out('slope.json'),
    );
    expect(vertical).toBe('sphere');
  });

  test('a mosaic as VRT gives what its merge gives, and its hash covers its files', async () => {
    const tiles = [0, 1, 2, 3].map((i) => `tile-${i}.tif`);
    for (const [i, tile] of tiles.entries()) {
      copyFileSync(data(`mosaic-glo30-los-angeles/los_angeles_tile_${i}.tif`), out(tile));
    }
    run('gdalbuildvrt', ['-q', out('all.vrt'), ...tiles.map(out)]);
    run('gdal_translate', ['-q', out('all.vrt'), out('all.tif')]);
    await succeed(folder, 'slope', 'all.vrt', '-o', 'from-vrt.tif');
    await succeed(folder, 'slope', 'all.tif', '-o', 'from-tif.tif');
    expect(checksum(out('from-vrt.tif'))).toBe(checksum(out('from-tif.tif')));
    const before = inputHash(out('from-vrt.json'));
    appendFileSync(out('tile-3.tif'), ' ');
    await succeed(folder, 'slope', 'all.vrt', '-o', 'again.tif');
    expect(inputHash(out('again.json'))).not.toBe(before);
  });
});
