import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { available, dataFolder, python, run } from '../support/requirements.js';
import { cuesta, succeedJson, temporaryFolder } from './support/cuesta.js';
import { projectedKeys, writeDem } from './support/dem-file.js';
import { gdalJson } from './support/gdal.js';

const folder = temporaryFolder();
const at = (name: string) => join(folder, name);
const script = join(import.meta.dirname, 'support/move-image.py');

interface Result {
  readonly shift: { readonly cols: number; readonly rows: number; readonly up: number };
  readonly translationNed: readonly [number, number, number];
  readonly warnings: readonly string[];
}

interface Check {
  readonly bands: number;
  readonly type: string;
  readonly nodata: number | null;
  /** Median and range of the displacement, pixels of the image. */
  readonly moved: number;
  readonly spread: number;
  readonly compared: number;
  readonly off: number;
  readonly worst: number;
  readonly lost: number;
}

describe.skipIf(!available('data', 'gdal'))('images lie on the aligned DEM', () => {
  const dem = join(dataFolder, 'coreg-svalbard/DEM_1995.tif');
  /** Translation of 47 m east, 32 m south and 6 m up, and a tilt of 0.3 degrees about the middle of the DEM. */
  const motion = (tilt: number): number[][] =>
    gdalJson<number[][]>(
      `
d = gdal.Open(sys.argv[1]); gt = d.GetGeoTransform()
s = d.GetSpatialRef(); s.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
g = s.CloneGeogCS(); g.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
lon, lat, _ = osr.CoordinateTransformation(s, g).TransformPoint(gt[0] + 450 * gt[1], gt[3] + 350 * gt[5])
lon, lat = np.radians([lon, lat])
e = np.array([-np.sin(lon), np.cos(lon), 0]); n = np.array([-np.sin(lat) * np.cos(lon), -np.sin(lat) * np.sin(lon), np.cos(lat)])
u = np.cross(e, n)
a, f = g.GetSemiMajor(), 1 / g.GetInvFlattening(); e2 = f * (2 - f); N = a / np.sqrt(1 - e2 * np.sin(lat) ** 2)
centre = np.array([(N + 300) * np.cos(lat) * np.cos(lon), (N + 300) * np.cos(lat) * np.sin(lon), (N * (1 - e2) + 300) * np.sin(lat)])
w = np.radians(float(sys.argv[2])) * n; t = np.linalg.norm(w); k = w / t if t else w
K = np.array([[0, -k[2], k[1]], [k[2], 0, -k[0]], [-k[1], k[0], 0]])
R = np.eye(3) + np.sin(t) * K + (1 - np.cos(t)) * K @ K
m = np.eye(4); m[:3, :3] = R; m[:3, 3] = centre + 47 * e - 32 * n + 6 * u - R @ centre
print(json.dumps(m.tolist()))`,
      dem,
      String(tilt),
    );

  const move = async (image: string, matrix: number[][], ...more: readonly string[]): Promise<Result> => {
    writeFileSync(at(`${image}.txt`), matrix.map((row) => row.join(' ')).join('\n'));
    return succeedJson<Result>(
      folder,
      ...['align', dem, '--reference', dem, '-o', at(`${image}-dem.tif`), '--method', 'none'],
      ...['--initial-transform', at(`${image}.txt`), '--apply-image', at(image), ...more],
    );
  };
  const make = (image: string, options: object): void => {
    const all = { window: [380, 280, 90, 80], pixel: 7, bands: 1, nodata: null, seed: 1, ...options };
    run(python, [script, 'make', dem, at(image), JSON.stringify(all)]);
  };
  const check = (image: string, options: object): Check =>
    JSON.parse(
      run(python, [
        script,
        'check',
        dem,
        at(image),
        at(image.replace('.tif', '_aligned.tif')),
        JSON.stringify(options),
      ]),
    ) as Check;

  test.each([
    ['uint8', 'Byte', 3, 'bilinear', 0.51],
    ['uint8', 'Byte', 1, 'nearest', 0],
    ['uint16', 'UInt16', 2, 'cubic', 8],
    ['int16', 'Int16', 1, 'bilinear', 8],
    ['float32', 'Float32', 1, 'cubic', 4],
  ] as const)('%s of %s, %d bands, %s: as a direct warp', async (type, gdalType, bands, method, allowed) => {
    const image = `${type}-${bands}-${method}.tif`;
    const matrix = motion(0);
    const nodata = type === 'uint8' ? 255 : -1;
    make(image, { type, bands, nodata: type === 'uint16' ? 0 : nodata });
    const found = await move(image, matrix, '--resampling', method);
    expect(found.warnings).toEqual([]);
    const result = check(image, { matrix, method, allowed });
    expect(result).toMatchObject({ bands, type: gdalType, off: 0, lost: 0 });
    expect(result.nodata).toBe(type === 'uint16' ? 0 : nodata);
    expect(result.compared).toBeGreaterThan(0.8 * bands * 250 * 220);
    expect(result.moved).toBeGreaterThan(7);
  });

  test('a tilt moves what lies high farther, as the DEM shows', async () => {
    const matrix = motion(0.3);
    make('tilt.tif', { type: 'uint16', nodata: 0, seed: 2 });
    await move('tilt.tif', matrix, '--image-resampling', 'bilinear');
    const result = check('tilt.tif', { matrix, method: 'bilinear', allowed: 150 });
    // Without the heights positions would be off by a good part of the spread.
    expect(result.spread).toBeGreaterThan(0.2);
    expect(result.off).toBeLessThan(result.compared / 1000);
  });

  test('an integer image without nodata is filled with 0, and that is said', async () => {
    make('plain.tif', { type: 'uint8' });
    const { warnings } = await move('plain.tif', motion(0), '--image-resampling', 'nearest');
    expect(warnings.join(' ')).toMatch(/plain.tif has no nodata value/);
    make('chosen.tif', { type: 'uint8' });
    const chosen = await move('chosen.tif', motion(0), '--image-resampling', 'nearest', '--nodata', '77');
    expect(chosen.warnings).toEqual([]);
    const { nodata } = check('chosen.tif', { matrix: motion(0), method: 'nearest', allowed: 255 });
    expect(nodata).toBe(77);
  });
});

describe('vertical datums', () => {
  const relief = (x: number, y: number) =>
    60 * Math.sin(x / 310) * Math.cos(y / 270) + 25 * Math.sin((x + 2 * y) / 530);
  const frame = { cols: 200, rows: 180, x: 500000, y: 4000000, pixel: 20 };
  const align = (...more: readonly string[]) => [
    ...['align', at('ellipsoidal.tif'), '--reference', at('egm96.tif'), '-o', at('datum.tif'), '--overwrite'],
    ...more,
  ];

  test.skipIf(!available('data', 'gdal'))(
    'differing ones are converted when asked to, and refused with a hint otherwise',
    async () => {
      // The undulation by GDAL's reader and bilinear interpolation in numpy: linear enough over 4 km.
      const [a, b, c] = gdalJson<[number, number, number]>(
        `
d = gdal.Open(sys.argv[1]); z = d.ReadAsArray(); gt = d.GetGeoTransform()
s = osr.SpatialReference(); s.ImportFromEPSG(32633); s.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
g = s.CloneGeogCS(); g.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
t = osr.CoordinateTransformation(s, g)
def n(x, y):
    lon, lat, _ = t.TransformPoint(x, y)
    u, v = (lon - gt[0]) / gt[1] - 0.5, (lat - gt[3]) / gt[5] - 0.5
    i, j = int(u), int(v); p, q = u - i, v - j
    return float((1 - q) * ((1 - p) * z[j, i] + p * z[j, i + 1]) + q * ((1 - p) * z[j + 1, i] + p * z[j + 1, i + 1]))
print(json.dumps([n(5e5, 4e6), (n(504000, 4e6) - n(5e5, 4e6)) / 4000, (n(5e5, 3996400) - n(5e5, 4e6)) / -3600]))`,
        join(dataFolder, 'egm96_15.gtx'),
      );
      const undulation = (x: number, y: number) => a + b * (x - 5e5) + c * (y - 4e6);
      expect(Math.abs(a)).toBeGreaterThan(5);
      writeDem(at('egm96.tif'), { ...frame, surface: relief, geoKeys: projectedKeys(32633, 5773) });
      // 30 m east and 20 m north of where it belongs, 4 m too high, above the ellipsoid.
      writeDem(at('ellipsoidal.tif'), {
        ...frame,
        geoKeys: projectedKeys(32633),
        surface: (x, y) => relief(x - 30, y - 20) + undulation(x, y) + 4,
      });
      const refused = await cuesta(folder, ...align('--assume-vertical', 'ellipsoid'));
      expect(refused.code).toBe(3);
      expect(refused.stderr).toContain('--vertical-datum');
      for (const datum of ['egm96', 'ellipsoid']) {
        const found = await succeedJson<Result>(
          folder,
          ...align('--assume-vertical', 'ellipsoid', '--vertical-datum', datum),
        );
        expect(found.translationNed[0]).toBeCloseTo(-20, 0);
        expect(found.translationNed[1]).toBeCloseTo(-30, 0);
        expect(Math.abs(found.translationNed[2] - 4)).toBeLessThan(0.05);
        const offset = datum === 'ellipsoid' ? undulation(502000, 3998200) : 0;
        const difference = gdalJson<number>(
          `
a, b = (gdal.Open(p) for p in sys.argv[1:3])
ga, gb = a.GetGeoTransform(), b.GetGeoTransform()
z, w = a.ReadAsArray(), b.ReadAsArray()
i, j = round((gb[0] - ga[0]) / gb[1]), round((gb[3] - ga[3]) / gb[5])
r0, r1 = max(0, -j) + 20, min(z.shape[0], w.shape[0] + 0) - 20
d = [z[r + j, 40 + i:150 + i] - w[r, 40:150] for r in range(r0, r1 - abs(j))]
print(json.dumps(float(np.median(d))))`,
          at('datum.tif'),
          at('egm96.tif'),
        );
        expect(Math.abs(difference - offset)).toBeLessThan(0.1);
        const sidecar = JSON.parse(readFileSync(at('datum.json'), 'utf8')) as {
          grid: { crs: { verticalDatum: string } };
        };
        expect(sidecar.grid.crs.verticalDatum).toMatch(new RegExp(datum, 'i'));
      }
      const points = ['lon,lat,height'];
      const places = gdalJson<[number, number][]>(`
s = osr.SpatialReference(); s.ImportFromEPSG(32633); s.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
g = s.CloneGeogCS(); g.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
t = osr.CoordinateTransformation(s, g)
print(json.dumps([t.TransformPoint(500410 + 35 * (k % 90), 3999600 - 60 * (k // 90))[:2] for k in range(4500)]))`);
      places.forEach(([lon, lat], k) => {
        const [x, y] = [500410 + 35 * (k % 90), 3999600 - 60 * Math.floor(k / 90)];
        points.push(`${lon},${lat},${relief(x, y)}`);
      });
      writeFileSync(at('control.csv'), points.join('\n'));
      const toPoints = await succeedJson<Result>(
        folder,
        ...['align', at('ellipsoidal.tif'), '--reference', at('control.csv'), '-o', at('to-points.tif')],
        ...['--csv-crs', 'EPSG:4326+5773', '--assume-vertical', 'ellipsoid', '--vertical-datum', 'ellipsoid'],
      );
      expect(Math.abs(toPoints.translationNed[1] + 30)).toBeLessThan(1.5);
      expect(Math.abs(toPoints.translationNed[2] - 4)).toBeLessThan(0.1);
    },
  );

  test('a geoid that nothing needs, and an unknown datum that is to be converted, are refused', async () => {
    writeDem(at('egm96.tif'), { ...frame, surface: relief, geoKeys: projectedKeys(32633, 5773) });
    writeDem(at('ellipsoidal.tif'), { ...frame, surface: relief, geoKeys: projectedKeys(32633) });
    const unknown = await cuesta(folder, ...align('--vertical-datum', 'ellipsoid'));
    expect(unknown.code).toBe(3);
    expect(unknown.stderr).toContain('--assume-vertical');
    const idle = await cuesta(folder, ...align('--assume-vertical', 'egm96', '--geoid', at('egm96.tif')));
    expect(idle.code).toBe(2);
    expect(idle.stderr).toContain('of no use');
  });
});
