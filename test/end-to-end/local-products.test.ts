import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { available, dataFolder, run } from '../support/requirements.js';
import { cuesta, succeed, temporaryFolder } from './support/cuesta.js';
import { cogProblems, difference, gdalJson } from './support/gdal.js';

const folder = temporaryFolder();
const out = (name: string) => join(folder, name);
const stripe = join(
  dataFolder,
  'mars-ctx-stripes/B01_009847_1902_XN_10N203W__G05_020185_1892_XN_09N203W-DEM.tif',
);

const lidar = join(dataFolder, 'lidar-sandiego-1m/north_half.tif');

describe.skipIf(!available('data', 'gdal')).concurrent('products of 3 x 3 pixels beside gdaldem', () => {
  test.each([
    ['tpi', '--no-edges', 'TPI'],
    ['tri', '--no-edges', 'TRI'],
    ['tri', '--algorithm wilson', 'TRI -alg Wilson -compute_edges'],
    ['roughness', '', 'roughness -compute_edges'],
    ['hillshade', '--variant combined --z-factor 3', 'hillshade -combined -z 3 -compute_edges'],
    [
      'hillshade',
      '--variant multidirectional --altitude 30',
      'hillshade -multidirectional -alt 30 -compute_edges',
    ],
    ['hillshade', '--variant igor --azimuth 80 --no-edges', 'hillshade -igor -az 80'],
    [
      'hillshade',
      '--alg zevenbergen-thorne --z-factor 2',
      'hillshade -alg ZevenbergenThorne -z 2 -compute_edges',
    ],
    ['slope', '--algorithm zevenbergen-thorne', 'slope -alg ZevenbergenThorne -compute_edges'],
  ])('cuesta %s %s', async (command, flags, gdal) => {
    // gdaldem adds up heights in float32, to 1e-4 m where they are thousands of metres: its TPI is taken near sea level.
    const dem = command === 'tpi' ? lidar : stripe;
    const name = `${command}${flags.replaceAll(/\W/g, '')}`;
    const own = flags === '' ? [] : flags.split(' ');
    await succeed(folder, command, dem, '-o', `${name}.tif`, ...own, '--tile-size', '512');
    run('gdaldem', [
      ...gdal.split(' ').slice(0, 1),
      '-q',
      dem,
      out(`gdal-${name}.tif`),
      ...gdal.split(' ').slice(1),
    ]);
    const found = difference(out(`${name}.tif`), out(`gdal-${name}.tif`));
    expect(found).toMatchObject({ sameGrid: true, missingInOne: 0 });
    expect(found.compared).toBeGreaterThan(50_000);
    if (command === 'hillshade') expect(found.max).toBeLessThanOrEqual(1);
    else expect(found.median).toBeLessThan(1e-4);
    expect(cogProblems(out(`${name}.tif`))).toEqual([]);
  });

  test('aspect: published directions of the same DEM, and what the file says of itself', async () => {
    const crop = join(dataFolder, 'terrain-attributes-gdal/shifted_reprojected_xoff20.0_yoff20.0.tif');
    await succeed(folder, 'aspect', crop, '-o', 'aspect.tif');
    // Row r, column c of the moved grid is row r - 1, column c + 1 of the reference.
    const program = `
def read(path):
    d = gdal.Open(path); z = d.ReadAsArray().astype('f8'); z[z == -9999] = np.nan
    return z
a, b = read(sys.argv[1]), read(sys.argv[2])
d = np.abs(a[2:-1, 1:-2] - b[1:-2, 2:-1]); d = np.minimum(d, 360 - d)
made = gdal.Open(sys.argv[1]); band = made.GetRasterBand(1)
print(json.dumps([float(np.nanmedian(d)), int(np.isfinite(d).sum()), band.GetUnitType(), band.GetNoDataValue()]))`;
    const published = join(dataFolder, 'terrain-attributes-gdal/aspect_Horn.tif');
    const [median, compared, unit, nodata] = gdalJson<[number, number, string, number]>(
      program,
      out('aspect.tif'),
      published,
    );
    expect(compared).toBeGreaterThan(2000);
    expect(median).toBeLessThan(1e-4);
    expect([unit, nodata]).toEqual(['degree', -9999]);
    expect(JSON.parse(await readFile(out('aspect.json'), 'utf8'))).toMatchObject({
      run: { backend: 'reference' },
    });
  });

  test('curvature: the three kinds are those of numpy, in either basis', async () => {
    for (const type of ['profile', 'planform', 'tangential']) {
      for (const gradient of ['horn', 'zevenbergen-thorne']) {
        const name = `${type}-${gradient}.tif`;
        await succeed(
          folder,
          'curvature',
          stripe,
          '-o',
          name,
          '--type',
          type,
          '--gradient',
          gradient,
          '--no-edges',
        );
        const [median, max, compared] = gdalJson<number[]>(CURVATURE, stripe, out(name), type, gradient);
        expect(compared).toBeGreaterThan(50_000);
        expect(median).toBeLessThan(1e-9);
        expect(max).toBeLessThan(1e-5);
      }
    }
  });
});

/** Curvature as turning of the unit normal, or of the unit gradient, along a direction: other formulas than ours. */
const CURVATURE = `
dem, made, kind, basis = sys.argv[1:]
d = gdal.Open(dem); b = d.GetRasterBand(1); t = d.GetGeoTransform()
z = b.ReadAsArray().astype('f8'); z[z == b.GetNoDataValue()] = np.nan
L = t[1]; assert abs(t[1] + t[5]) < 1e-9
w = [1, 2, 1] if basis == 'horn' else [0, 1, 0]
w = np.array(w) / sum(w)
h, v = z.shape
def at(dr, dc): return z[1 + dr:h - 1 + dr, 1 + dc:v - 1 + dc]
zx = sum(w[k + 1] * (at(k, 1) - at(k, -1)) for k in (-1, 0, 1)) / (2 * L)
zy = sum(w[k + 1] * (at(-1, k) - at(1, k)) for k in (-1, 0, 1)) / (2 * L)
xx = sum(w[k + 1] * (at(k, 1) - 2 * at(k, 0) + at(k, -1)) for k in (-1, 0, 1)) / L ** 2
yy = sum(w[k + 1] * (at(1, k) - 2 * at(0, k) + at(-1, k)) for k in (-1, 0, 1)) / L ** 2
xy = (at(-1, 1) - at(-1, -1) - at(1, 1) + at(1, -1)) / (4 * L ** 2)
n = np.hypot(zx, zy); angle = np.arctan2(zy, zx)
if kind != 'profile': angle = angle + np.pi / 2
c, s = np.cos(angle), np.sin(angle)
second = xx * c * c + 2 * xy * c * s + yy * s * s
with np.errstate(all='ignore'):
    k = -second / {'profile': (1 + n ** 2) ** 1.5, 'tangential': np.sqrt(1 + n ** 2), 'planform': n}[kind]
k[n == 0] = np.nan
holes = sum(np.isnan(at(i, j)) for i in (-1, 0, 1) for j in (-1, 0, 1)) > 0
k[holes] = np.nan
g = gdal.Open(made).ReadAsArray().astype('f8')
assert (g[0] == -9999).all() and (g[:, -1] == -9999).all()
g = g[1:-1, 1:-1]; g[g == -9999] = np.nan
assert (np.isnan(g) == np.isnan(k)).all()
e = np.abs(g - k) / np.maximum(1, np.abs(k)); e = e[np.isfinite(e)]
print(json.dumps([float(np.median(e)), float(e.max()), int(e.size)]))`;

test('a GPU is refused where there is no version for it', async () => {
  const { code, stderr } = await cuesta(
    folder,
    'hillshade',
    stripe,
    '-o',
    'o.tif',
    '--variant',
    'igor',
    '--backend',
    'webgpu',
  );
  expect(code).not.toBe(0);
  expect(stderr).toContain('igor hillshade has no WebGPU version');
  expect((await cuesta(folder, 'tpi', stripe, '-o', 'o.tif', '--backend', 'wasm')).code).toBe(2);
});
