import { copyFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  type DemFile,
  geographicKeys,
  projectedKeys,
  type Surface,
  writeDem,
} from '../../../test/end-to-end/support/dem-file.js';
import {
  grey,
  ground,
  largest,
  MOON,
  missing,
  SCENE,
  useReconstructScene,
} from '../../../test/support/reconstruct-scene.js';
import { plainTags, tinyTiff, withTags } from '../../../test/support/tiny-tiff.js';

const { path, reconstruct, samples, interpolated } = useReconstructScene();
const { cols, rows, pixel, x, y } = SCENE;

describe('missing samples', () => {
  it('of a small part stay missing, and heights beside them are whole', async () => {
    const hole: Surface = (e, n) => ((e - 1400) ** 2 + (n - 7700) ** 2 < 60 ** 2 ? Number.NaN : grey(e, n));
    writeDem(path('holed.tif'), { cols, rows, x, y, pixel, surface: hole, nodata: -1, ...MOON });
    const { metrics } = await reconstruct({ image: [path('holed.tif')], align: 'none' });
    const [dtm, image] = [await samples('dtm.tif'), await samples('holed.tif')];
    expect(dtm.every((z, i) => Number.isNaN(z) === Number.isNaN(image[i]!))).toBe(true);
    expect(largest(dtm, await interpolated('reference.tif', 'image.tif'))).toBeLessThan(1e-3);
    expect(metrics.networkTiles.skipped).toBe(0);
  });

  it('of most of a tile leave the tile out', async () => {
    const half: Surface = (e, n) => (e > 1700 ? Number.NaN : grey(e, n));
    writeDem(path('half.tif'), { cols, rows, x, y, pixel, surface: half, ...MOON });
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
      ...MOON,
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
      ...MOON,
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
    [34735, 3, [1, 1, 0, MOON.geoKeys.length / 4, ...MOON.geoKeys]],
    [34736, 12, MOON.geoDoubles],
  );
  writeFileSync(file, tinyTiff(new Uint8Array(3 * cols * height), tags));
}

describe('what cannot work is said', () => {
  const place = { cols: 64, rows: 64, x, y, pixel };
  it.each([
    [
      'no overlap',
      () => writeDem(path('bad.tif'), { ...place, x: 900_000, pixel: 40, surface: ground, ...MOON }),
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
      () => writeDem(path('bad.tif'), { ...place, pixel: 1, surface: ground, ...MOON }),
      { reference: 'bad.tif' },
      'geometry',
      /as fine as the DTM/,
    ],
    [
      'a dark image',
      () => writeDem(path('bad.tif'), { ...place, surface: () => 0, ...MOON }),
      { image: ['bad.tif'] },
      'input',
      /shows nothing/,
    ],
    [
      'an empty image',
      () => writeDem(path('bad.tif'), { ...place, surface: () => Number.NaN, ...MOON }),
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
