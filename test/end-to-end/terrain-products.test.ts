import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { available, dataFolder, run } from '../support/requirements.js';
import { succeed, temporaryFolder } from './support/cuesta.js';
import { cogProblems, difference, gdalJson } from './support/gdal.js';

const folder = temporaryFolder();
const out = (name: string) => join(folder, name);
const data = (name: string) => join(dataFolder, name);
const stripe = (id: string) => data(`mars-ctx-stripes/B01_009847_1902_XN_10N203W__${id}_XN_09N203W-DEM.tif`);
const la = data('mosaic-glo30-los-angeles/los_angeles_dem_geoid.tif');

/** Checksum of a band, by GDAL's own algorithm, as GDAL reads the file. */
const checksum = (path: string) =>
  gdalJson<number>(`d = gdal.Open(sys.argv[1]); print(d.GetRasterBand(1).Checksum())`, path);

describe.skipIf(!available('data', 'gdal')).concurrent('slope and hillshade beside gdaldem', () => {
  test('the shifted crop gives the slope of the given reference', async () => {
    const shifted = data('terrain-attributes-gdal/shifted_reprojected_xoff20.0_yoff20.0.tif');
    await succeed(folder, 'slope', shifted, '-o', 'crop.tif');
    // Row r, column c of the moved grid is row r - 1, column c + 1 of the reference.
    const program = `
def read(path):
    d = gdal.Open(path); z = d.ReadAsArray().astype('f8'); z[z == -9999] = np.nan
    return z
a, b = read(sys.argv[1]), read(sys.argv[2])
d = np.abs(a[1:-1, 1:-1] - b[0:-2, 2:])
print(json.dumps([float(np.nanmedian(d)), int(np.isfinite(d).sum())]))`;
    const reference = data('terrain-attributes-gdal/slope_Horn.tif');
    const [median, compared] = gdalJson<[number, number]>(program, out('crop.tif'), reference);
    expect(compared).toBeGreaterThan(2000);
    expect(median).toBeLessThan(1e-4);
  });

  test.each(['B10_013526_1897', 'G05_020185_1892'])('the CTX stripe %s', async (id) => {
    await succeed(folder, 'slope', stripe(id), '-o', `slope-${id}.tif`);
    await succeed(folder, 'hillshade', stripe(id), '-o', `shade-${id}.tif`);
    run('gdaldem', ['slope', '-q', '-compute_edges', stripe(id), out(`gdal-slope-${id}.tif`)]);
    run('gdaldem', ['hillshade', '-q', '-compute_edges', stripe(id), out(`gdal-shade-${id}.tif`)]);
    const slope = difference(out(`slope-${id}.tif`), out(`gdal-slope-${id}.tif`));
    expect(slope).toMatchObject({ sameGrid: true, missingInOne: 0 });
    expect(slope.compared).toBeGreaterThan(50_000);
    expect(slope.median).toBeLessThan(1e-4);
    const shade = difference(out(`shade-${id}.tif`), out(`gdal-shade-${id}.tif`));
    expect(shade).toMatchObject({ sameGrid: true, missingInOne: 0 });
    expect(shade.max).toBeLessThanOrEqual(1);
    for (const name of ['slope', 'shade']) expect(cogProblems(out(`${name}-${id}.tif`))).toEqual([]);
  });

  test('options: the sun, exaggeration, percent and edges', async () => {
    const id = 'G05_020185_1892';
    const sun = ['--azimuth', '100', '--altitude', '20', '--z-factor', '3', '--no-edges'];
    await succeed(folder, 'hillshade', stripe(id), '-o', 'sun.tif', ...sun);
    run('gdaldem', [
      'hillshade',
      '-q',
      '-az',
      '100',
      '-alt',
      '20',
      '-z',
      '3',
      stripe(id),
      out('gdal-sun.tif'),
    ]);
    expect(difference(out('sun.tif'), out('gdal-sun.tif'))).toMatchObject({ missingInOne: 0 });
    expect(difference(out('sun.tif'), out('gdal-sun.tif')).max).toBeLessThanOrEqual(1);
    await succeed(folder, 'slope', stripe(id), '-o', 'percent.tif', '--percent', '--no-edges');
    run('gdaldem', ['slope', '-q', '-p', stripe(id), out('gdal-percent.tif')]);
    const percent = difference(out('percent.tif'), out('gdal-percent.tif'));
    expect(percent.missingInOne).toBe(0);
    expect(percent.median).toBeLessThan(1e-4);
  });
});

describe.skipIf(!available('data', 'gdal')).concurrent('slope on longitudes and latitudes', () => {
  test('is that of the same DEM in UTM', async () => {
    await succeed(folder, 'slope', la, '-o', 'geographic.tif');
    run('gdalwarp', ['-q', '-t_srs', 'EPSG:32611', '-tr', '25', '25', '-r', 'cubic', la, out('utm.tif')]);
    run('gdaldem', ['slope', '-q', out('utm.tif'), out('utm-slope.tif')]);
    // Pixels differ, so the distributions are compared; a wrong size of a degree would change them by tens of percent.
    const program = `
def quantiles(path):
    d = gdal.Open(path); b = d.GetRasterBand(1); z = b.ReadAsArray(); z = z[z != b.GetNoDataValue()]
    return np.percentile(z, [25, 50, 75, 95])
a, b = quantiles(sys.argv[1]), quantiles(sys.argv[2])
print(json.dumps((a / b).tolist()))`;
    const ratios = gdalJson<number[]>(program, out('geographic.tif'), out('utm-slope.tif'));
    for (const ratio of ratios) expect(Math.abs(ratio - 1)).toBeLessThan(0.05);
  });
});

describe.skipIf(!available('data', 'gdal')).concurrent('convert', () => {
  test.each(['deflate', 'zstd', 'lzw', 'none'])('copies samples exactly (%s)', async (compress) => {
    const copy = `copy-${compress}.tif`;
    await succeed(
      folder,
      'convert',
      stripe('B10_013526_1897'),
      '-o',
      copy,
      '--compress',
      compress,
      '--overwrite',
    );
    expect(cogProblems(out(copy))).toEqual([]);
    expect(checksum(out(copy))).toBe(checksum(stripe('B10_013526_1897')));
  });

  test('cuts windows and changes the sample type', async () => {
    const cut = ['--window', '10', '20', '100', '90'];
    await succeed(folder, 'convert', la, '-o', 'cut.tif', ...cut, '--dtype', 'int16', '--nodata', '-32768');
    run('gdal_translate', [
      '-q',
      '-srcwin',
      '10',
      '20',
      '100',
      '90',
      '-ot',
      'Int16',
      la,
      out('gdal-cut.tif'),
    ]);
    expect(difference(out('cut.tif'), out('gdal-cut.tif'))).toMatchObject({
      ...{ sameGrid: true, compared: 9000, max: 0 },
    });
  });

  test('does not carry over what no longer holds', async () => {
    const datum = ['--assume-vertical', 'egm2008', '--vertical-datum', 'ellipsoid'];
    const geoid = data('mosaic-glo30-los-angeles/egm_08_los_angeles.tif');
    await succeed(folder, 'convert', la, '-o', 'hae.tif', ...datum, '--geoid', geoid);
    await succeed(folder, 'convert', 'hae.tif', '-o', 'egm96.tif', '--vertical-datum', 'egm96');
    const program = `
d = gdal.Open(sys.argv[1]); b = d.GetRasterBand(1)
print(json.dumps({'file': d.GetMetadata(), 'mean': float(b.GetMetadata()['STATISTICS_MEAN']),
  'measured': float(b.ReadAsArray().mean(dtype='f8')), 'crs': d.GetSpatialRef().GetName()}))`;
    const facts = gdalJson<{ file: Record<string, string>; mean: number; measured: number; crs: string }>(
      ...([program, out('egm96.tif')] as const),
    );
    expect(facts.file).toEqual({ AREA_OR_POINT: 'Area', VERTICAL_DATUM: 'EGM96 geoid' });
    expect(facts.mean).toBeCloseTo(facts.measured, 6);
    expect(facts.crs).toBe('WGS 84 + EGM96 height');
  });
});
