import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type DemFile,
  geographicKeys,
  projectedKeys,
  type Surface,
  sphereKeys,
  writeDem,
} from '../../../test/end-to-end/support/dem-file.js';
import { echo, mixing, writeReconstructionModel } from '../../../test/support/reconstruction-model.js';
import { plainTags, tinyTiff, withTags } from '../../../test/support/tiny-tiff.js';
import { fullWindow } from '../../core/window.js';
import { openRaster } from '../../io/open.node.js';
import { createNodeCompute } from '../../kernels/select.node.js';
import { gridOf } from '../../product/inputs.node.js';
import type { JobContext } from '../../product/job-context.js';
import { runSettingsSchema } from '../../product/run-settings.js';
import { createWarp } from '../../resample/create-warp.js';
import { resampleWindow } from '../../resample/resample-window.js';
import { reconstructSchema } from './config.js';
import { planReconstruct } from './plan-reconstruct.node.js';
import type { ReconstructResult } from './reconstruct-result.js';
import { runReconstruct } from './run-reconstruct.node.js';

const folder = mkdtempSync(join(tmpdir(), 'cuesta-reconstruct-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const path = (name: string): string => join(folder, name);

/** 420 x 330 pixels of 2 m; the reference has 40 m and reaches past them. */
const [cols, rows, pixel, x, y] = [420, 330, 2, 1000, 8000];
const moon = { geoKeys: sphereKeys, geoDoubles: [1737400] };
const ground: Surface = (e, n) => -1500 + 80 * Math.sin(e / 310) + 60 * Math.cos(n / 270) + 0.05 * e;
const grey: Surface = (e, n) =>
  500 + 300 * Math.sin(e / 17 + n / 29) + 100 * Math.sin(e / 5) * Math.cos(n / 7);

beforeAll(async () => {
  writeDem(path('image.tif'), { cols, rows, x, y, pixel, surface: grey, ...moon });
  const coarse = { cols: 44, rows: 36, x: x - 150, y: y + 130, pixel: 40 };
  writeDem(path('reference.tif'), { ...coarse, surface: ground, ...moon });
  await writeReconstructionModel(path('echo.onnx'), echo(), null);
  await writeReconstructionModel(path('room.onnx'), echo(2), 'coarse');
  await writeReconstructionModel(path('own.onnx'), echo(), 'own');
  await writeReconstructionModel(path('mixing.onnx'), mixing, null);
});

function contextOf(settings: object): JobContext {
  return {
    signal: new AbortController().signal,
    progress: () => {},
    log: () => {},
    settings: runSettingsSchema.parse({ executor: 'sequential', overwrite: true, ...settings }),
    command: 'test',
  };
}

async function reconstruct(options: object, settings: object = {}): Promise<ReconstructResult> {
  const config = reconstructSchema.parse({
    ...{ image: [path('image.tif')], reference: path('reference.tif'), model: path('echo.onnx') },
    output: path('dtm.tif'),
    ...options,
  });
  const context = contextOf(settings);
  return runReconstruct(await planReconstruct(config, context), context);
}

async function samples(name: string): Promise<Float32Array> {
  const source = await openRaster(path(name));
  const { data } = await source.readRaster(fullWindow(source.info));
  await source.close();
  return data;
}

/** The reference on the grid of another raster. */
async function interpolated(name: string, onto: string): Promise<Float32Array> {
  const [reference, target] = [await openRaster(path(name)), await openRaster(path(onto))];
  const compute = await createNodeCompute('reference');
  const grid = gridOf(target.info);
  const warp = createWarp(gridOf(reference.info), grid);
  const signal = new AbortController().signal;
  const { data } = await resampleWindow(reference, warp, fullWindow(grid), 'cubic', compute, signal);
  await Promise.all([reference.close(), target.close(), compute.close()]);
  return data;
}

const largest = (a: Float32Array, b: Float32Array): number =>
  a.reduce((worst, z, i) => (Number.isNaN(z) ? worst : Math.max(worst, Math.abs(z - b[i]!))), 0);
const missing = (a: Float32Array): number => a.reduce((n, z) => n + (Number.isNaN(z) ? 1 : 0), 0);

describe('a network that gives its coarse input makes the interpolated reference', () => {
  it.each(['echo', 'room'])('%s: as it is, by the scale that it was trained with', async (model) => {
    const { metrics } = await reconstruct({ model: path(`${model}.onnx`), align: 'none' });
    const dtm = await samples('dtm.tif');
    expect(missing(dtm)).toBe(0);
    expect(largest(dtm, await interpolated('reference.tif', 'image.tif'))).toBeLessThan(1e-3);
    expect(metrics.residual.rmse).toBeLessThan(1e-3);
    expect(metrics.networkTiles).toEqual({ predicted: 4, skipped: 0, flat: 0, meanOnly: 0 });
  });

  it('published recovery is off by mean minus minimum of the tile, which alignment takes away', async () => {
    const reference = await interpolated('reference.tif', 'image.tif');
    const own = { model: path('own.onnx') };
    await reconstruct({ ...own, align: 'none' });
    expect(largest(await samples('dtm.tif'), reference)).toBeGreaterThan(20);
    for (const align of ['vertical', 'plane', 'low-frequency', 'icp']) {
      await reconstruct({ ...own, align });
      expect(largest(await samples('dtm.tif'), reference), align).toBeLessThan(2e-3);
    }
  });

  it('on larger pixels, and beside the products', async () => {
    const { outputs } = await reconstruct({ resolution: 5, residual: true, source: true, sigma: true });
    expect(outputs.map(({ spec }) => [spec.width, spec.height])[0]).toEqual([168, 132]);
    expect(largest(await samples('dtm.tif'), await interpolated('reference.tif', 'dtm.tif'))).toBeLessThan(
      1e-3,
    );
    expect(largest(await samples('dtm_residual.tif'), new Float32Array(168 * 132))).toBeLessThan(1e-3);
    expect(new Set(await samples('dtm_source.tif'))).toEqual(new Set([1]));
    expect(largest(await samples('dtm_sigma.tif'), new Float32Array(168 * 132))).toBeLessThan(1e-3);
  });
});

describe('a network that looks at its surroundings', () => {
  it('gives the same bytes for any processing tile', async () => {
    writeDem(path('wide.tif'), { cols: 700, rows: 280, x, y, pixel, surface: grey, ...moon });
    const options = { image: [path('wide.tif')], model: path('mixing.onnx'), sigma: true, residual: true };
    const files = ['dtm.tif', 'dtm_sigma.tif', 'dtm_residual.tif'];
    const first = await reconstruct(options, { tileSize: 512 });
    const small = files.map((name) => readFileSync(path(name)));
    const large = await reconstruct(options, { tileSize: 1024 });
    for (const [i, name] of files.entries())
      expect(readFileSync(path(name)).equals(small[i]!), name).toBe(true);
    expect(large.metrics.tileSeams).toEqual(first.metrics.tileSeams);
    expect(large.metrics.tileDisagreement).toBeCloseTo(first.metrics.tileDisagreement!, 9);
    expect(
      largest(await samples('dtm.tif'), await interpolated('reference.tif', 'wide.tif')),
    ).toBeGreaterThan(1);
    expect(largest(await samples('dtm_sigma.tif'), new Float32Array(700 * 280))).toBeGreaterThan(0.1);
  });

  it('does not change its heights when their spread is asked for', async () => {
    const model = path('mixing.onnx');
    await reconstruct({ model });
    const plain = readFileSync(path('dtm.tif'));
    await reconstruct({ model, sigma: true });
    expect(readFileSync(path('dtm.tif')).equals(plain)).toBe(true);
  });
});

describe('the Sun', () => {
  it('comes from the options, or from a label beside the image', async () => {
    const { metrics } = await reconstruct({ sunAzimuth: [290], sunElevation: [7.5] });
    expect(metrics.suns).toEqual([{ azimuth: 290, elevation: 7.5, from: 'option', correlation: null }]);
    expect((await reconstruct({})).metrics.suns).toEqual([null]);
    writeFileSync(
      path('image.LBL'),
      'PDS_VERSION_ID = PDS3\r\n SUN_AZIMUTH = 100.5 <deg>\r\nINCIDENCE_ANGLE = 70\r\nEND\r\n',
    );
    const [sun] = (await reconstruct({})).metrics.suns;
    expect(sun).toMatchObject({ elevation: 20, from: 'label' });
    expect(sun!.azimuth).toBeCloseTo(100.5, 4);
    rmSync(path('image.LBL'));
    writeFileSync(path('image.json'), JSON.stringify({ config: { sunAzimuth: 12, sunElevation: 34 } }));
    expect((await reconstruct({})).metrics.suns[0]).toMatchObject({ azimuth: 12, elevation: 34 });
    rmSync(path('image.json'));
  });

  it('below the horizon by the label is the night side', async () => {
    writeFileSync(path('image.lbl'), 'SUN_AZIMUTH = 100\nINCIDENCE_ANGLE = 97.25\n');
    await expect(reconstruct({})).rejects.toMatchObject({
      code: 'input',
      subject: path('image.tif'),
      message: expect.stringMatching(/night side: the Sun's elevation is -7.25/),
    });
    rmSync(path('image.lbl'));
  });
});

it('reports image, hillshades under the Sun of the image, difference and profiles', async () => {
  const sun = { sunAzimuth: [290], sunElevation: [7.5] };
  await reconstruct({ model: path('mixing.onnx'), report: path('report.html'), ...sun });
  const html = readFileSync(path('report.html'), 'utf8');
  for (const text of [
    'azimuth 290.0°, 7.5° high, as in the first image',
    'West–east',
    'North–south',
    'Distribution',
  ]) {
    expect(html).toContain(text);
  }
  expect(html.match(/<figure/g)).toHaveLength(9);
  const [, json] = /id="cuesta-report">(.*?)<\/script>/s.exec(html)!;
  expect(JSON.parse(json!).metrics.networkTiles.predicted).toBe(4);
});

describe('seams between tiles', () => {
  it('show in their overlaps when tiles are not brought to the reference, and not when they are', async () => {
    const own = { model: path('own.onnx') };
    const apart = (await reconstruct({ ...own, align: 'none' })).metrics.tileDisagreement!;
    const aligned = await reconstruct({ ...own, align: 'plane' });
    expect(apart).toBeGreaterThan(1);
    expect(aligned.metrics.tileDisagreement!).toBeLessThan(apart / 500);
    const { pairs, overall } = aligned.metrics.tileSeams;
    expect(pairs.map(({ a, b, kind }) => [a, b, kind])).toEqual([[1, 1, 'switch']]);
    expect(overall.heightJump.n).toBeGreaterThan(500);
    const sidecar = JSON.parse(readFileSync(path('dtm.json'), 'utf8'));
    expect(sidecar.metrics.tileSeams.overall.heightJump.ratio).toBe(overall.heightJump.ratio);
  });

  it('that exceed --max-seam fail the run, and leave the DTM', async () => {
    rmSync(path('dtm.tif'));
    await expect(reconstruct({ maxSeam: 0.01 })).rejects.toMatchObject({
      code: 'quality',
      message: expect.stringMatching(/seam at the network tiles of image 1 is .* --max-seam allows 0.01/),
    });
    expect(missing(await samples('dtm.tif'))).toBe(0);
    await reconstruct({ maxSeam: 5 });
  });
});

describe('several images', () => {
  const right = { cols: 330, rows: 230, x: x + 400, y: y - 40, pixel, ...moon };
  const both = () => ({ image: [path('left.tif'), path('right.tif')], source: true, sigma: true });
  beforeAll(() => {
    writeDem(path('left.tif'), { cols: 300, rows: 280, x, y, pixel, surface: grey, ...moon });
    writeDem(path('right.tif'), { ...right, surface: (e, n) => 0.7 * grey(e, n) + 30 });
  });

  it('make one DTM; where they meet it is that of both', async () => {
    const { metrics } = await reconstruct({ ...both(), align: 'none' });
    const dtm = await samples('dtm.tif');
    expect(largest(dtm, await interpolated('reference.tif', 'dtm.tif'))).toBeLessThan(1e-3);
    const sources = await samples('dtm_source.tif');
    expect(new Set(Array.from(sources, (s) => (Number.isNaN(s) ? 0 : s)))).toEqual(new Set([0, 1, 2]));
    expect(sources.every((s, i) => Number.isNaN(s) === Number.isNaN(dtm[i]!))).toBe(true);
    expect(metrics.seams.overall.heightJump.n).toBeGreaterThan(300);
    expect(metrics.seams.overall.heightJump.ratio).toBeCloseTo(1, 1);
  });

  it('give the same bytes for any processing tile', async () => {
    const options = { ...both(), model: path('mixing.onnx') };
    const files = ['dtm.tif', 'dtm_sigma.tif', 'dtm_source.tif'];
    await reconstruct(options, { tileSize: 512 });
    const small = files.map((name) => readFileSync(path(name)));
    await reconstruct(options, { tileSize: 1024 });
    for (const [i, name] of files.entries())
      expect(readFileSync(path(name)).equals(small[i]!), name).toBe(true);
  });

  it('need as many Suns as there are images, or one', async () => {
    const suns = { sunAzimuth: [1, 2, 3], sunElevation: [10] };
    await expect(reconstruct({ ...both(), ...suns })).rejects.toThrow(/3 angles for 2 images/);
    await expect(reconstruct({ ...both(), sunAzimuth: [1] })).rejects.toThrow(/without --sun-elevation/);
  });

  it('have one CRS', async () => {
    writeDem(path('right.tif'), { ...right, surface: grey, ...moon, geoDoubles: [1737000] });
    await expect(reconstruct(both())).rejects.toMatchObject({ code: 'geometry' });
  });
});

describe('two images of one observation', () => {
  const wide = (left: string, right: string) => ({
    image: [path(left), path(right)],
    model: path('mixing.onnx'),
  });
  beforeAll(() => {
    const common = { rows, y, pixel, ...moon };
    writeDem(path('M123456789LE.tif'), { ...common, cols: 250, x, surface: grey });
    const darker: Surface = (e, n) => 0.7 * grey(e, n) + 30;
    writeDem(path('M123456789RE.tif'), { ...common, cols: 240, x: x + 180 * pixel, surface: darker });
  });

  it('make the DTM that one image of their brightness makes', async () => {
    const { metrics } = await reconstruct(wide('M123456789LE.tif', 'M123456789RE.tif'));
    const pair = await samples('dtm.tif');
    await reconstruct({ model: path('mixing.onnx') });
    const whole = await samples('dtm.tif');
    expect(largest(pair, whole)).toBeLessThan(1e-3);
    const [{ left, right, match }] = metrics.pairs as [(typeof metrics.pairs)[0]];
    expect([left, right]).toEqual([0, 1]);
    expect(match!.gain).toBeCloseTo(1 / 0.7, 4);
    expect(Math.abs(match!.stepBefore)).toBeGreaterThan(50);
    expect(Math.abs(match!.stepAfter)).toBeLessThan(0.1);
    expect(metrics.networkTiles.predicted).toBe(4);
  });

  it('are two images when they are said to be', async () => {
    const { metrics } = await reconstruct({
      ...wide('M123456789LE.tif', 'M123456789RE.tif'),
      pairs: ['none'],
      source: true,
    });
    expect(metrics.pairs).toEqual([]);
    expect(new Set(await samples('dtm_source.tif'))).toEqual(new Set([1, 2]));
  });
});

describe('missing samples', () => {
  it('of a small part stay missing, and heights beside them are whole', async () => {
    const hole: Surface = (e, n) => ((e - 1400) ** 2 + (n - 7700) ** 2 < 60 ** 2 ? Number.NaN : grey(e, n));
    writeDem(path('holed.tif'), { cols, rows, x, y, pixel, surface: hole, nodata: -1, ...moon });
    const { metrics } = await reconstruct({ image: [path('holed.tif')], align: 'none' });
    const [dtm, image] = [await samples('dtm.tif'), await samples('holed.tif')];
    expect(dtm.every((z, i) => Number.isNaN(z) === Number.isNaN(image[i]!))).toBe(true);
    expect(largest(dtm, await interpolated('reference.tif', 'image.tif'))).toBeLessThan(1e-3);
    expect(metrics.networkTiles.skipped).toBe(0);
  });

  it('of most of a tile leave the tile out', async () => {
    const half: Surface = (e, n) => (e > 1700 ? Number.NaN : grey(e, n));
    writeDem(path('half.tif'), { cols, rows, x, y, pixel, surface: half, ...moon });
    const { metrics, warnings } = await reconstruct({ image: [path('half.tif')] });
    expect(metrics.networkTiles).toMatchObject({ predicted: 2, skipped: 2 });
    expect(warnings).toEqual(['2 of 4 network tiles lack samples and were left out.']);
  });

  it('of the reference leave out what it does not cover', async () => {
    writeDem(path('half-reference.tif'), {
      cols: 22,
      rows: 36,
      x: x - 150,
      y: y + 130,
      pixel: 40,
      surface: ground,
      ...moon,
    });
    const { metrics, warnings } = await reconstruct({ reference: path('half-reference.tif'), align: 'none' });
    expect(metrics.networkTiles).toMatchObject({ predicted: 2, skipped: 2 });
    expect(warnings).toEqual(['2 of 4 network tiles lack samples and were left out.']);
    const dtm = await samples('dtm.tif');
    expect(missing(dtm)).toBeGreaterThan(0);
    expect(largest(dtm, await interpolated('half-reference.tif', 'image.tif'))).toBeLessThan(1e-3);
  });

  it('an output smaller than a tile is one tile', async () => {
    writeDem(path('small.tif'), {
      cols: 150,
      rows: 90,
      x: x + 200,
      y: y - 100,
      pixel,
      surface: grey,
      ...moon,
    });
    const { metrics } = await reconstruct({ image: [path('small.tif')], align: 'none' });
    expect(metrics.networkTiles).toEqual({ predicted: 1, skipped: 0, flat: 0, meanOnly: 0 });
    const dtm = await samples('dtm.tif');
    expect(missing(dtm)).toBe(0);
    expect(largest(dtm, await interpolated('reference.tif', 'small.tif'))).toBeLessThan(1e-3);
  });
});

/** Names of files with their folder. */
function located(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(located);
  return typeof value === 'string' ? path(value) : value;
}

/** Red, green and blue of 8 bits on the Moon. */
function writeColours(
  file: string,
  { cols, rows: height, x: west, y: north, pixel: side }: Omit<DemFile, 'surface'>,
): void {
  const tags = withTags(
    plainTags(cols, height),
    [258, 3, [8, 8, 8]],
    [262, 3, [2]],
    [277, 3, [3]],
    [279, 4, [3 * cols * height]],
    [339, 3, [1, 1, 1]],
    [33550, 12, [side, side, 0]],
    [33922, 12, [0, 0, 0, west, north, 0]],
    [34735, 3, [1, 1, 0, moon.geoKeys.length / 4, ...moon.geoKeys]],
    [34736, 12, moon.geoDoubles],
  );
  writeFileSync(file, tinyTiff(new Uint8Array(3 * cols * height), tags));
}

describe('what cannot work is said', () => {
  const place = { cols: 64, rows: 64, x, y, pixel };
  it.each([
    [
      'no overlap',
      () => writeDem(path('bad.tif'), { ...place, x: 900_000, pixel: 40, surface: ground, ...moon }),
      { reference: 'bad.tif' },
      'no-overlap',
      /do not overlap/,
    ],
    [
      'another body',
      () =>
        writeDem(path('bad.tif'), { ...place, pixel: 40, surface: ground, geoKeys: projectedKeys(32633) }),
      { reference: 'bad.tif' },
      'geometry',
      /is on Moon, the reference .* on Earth/,
    ],
    [
      'an image of three bands',
      () => writeColours(path('bad.tif'), place),
      { image: ['bad.tif'] },
      'unsupported',
      /bad.tif has 3 bands; the network takes one/,
    ],
    [
      'a fine reference',
      () => writeDem(path('bad.tif'), { ...place, pixel: 1, surface: ground, ...moon }),
      { reference: 'bad.tif' },
      'geometry',
      /as fine as the DTM/,
    ],
    [
      'a dark image',
      () => writeDem(path('bad.tif'), { ...place, surface: () => 0, ...moon }),
      { image: ['bad.tif'] },
      'input',
      /shows nothing/,
    ],
    [
      'an empty image',
      () => writeDem(path('bad.tif'), { ...place, surface: () => Number.NaN, ...moon }),
      { image: ['bad.tif'] },
      'input',
      /enough samples/,
    ],
    ['the night side', () => {}, { sunElevation: [-3] }, 'input', /night side/],
    ['finer than the image', () => {}, { resolution: 1 }, 'config', /finer than/],
    ['a wrong tile', () => {}, { networkTile: [320, 256], overlap: 300 }, 'config', /too small/],
    ['no model', () => {}, { model: 'none.onnx' }, 'io', /none.onnx/],
    [
      'another model than its manifest says',
      () => {
        copyFileSync(path('mixing.onnx'), path('swapped.onnx'));
        copyFileSync(path('echo.json'), path('swapped.json'));
      },
      { model: 'swapped.onnx' },
      'format',
      /swapped.onnx is not the file that its manifest describes/,
    ],
    [
      'a model without its manifest',
      () => copyFileSync(path('mixing.onnx'), path('bare.onnx')),
      { model: 'bare.onnx' },
      'input',
      /bare.onnx has no manifest/,
    ],
    [
      'Earth in degrees',
      () =>
        writeDem(path('bad.tif'), {
          ...place,
          x: 10,
          y: 50,
          pixel: 1e-4,
          surface: grey,
          geoKeys: geographicKeys(4326),
        }),
      { image: ['bad.tif'] },
      'geometry',
      /is on Earth/,
    ],
  ] as const)('%s', async (_, prepare, { ...options }, code, message) => {
    prepare();
    const named = Object.fromEntries(Object.entries(options).map(([key, value]) => [key, located(value)]));
    await expect(reconstruct(named)).rejects.toMatchObject({ code, message: expect.stringMatching(message) });
  });
});
