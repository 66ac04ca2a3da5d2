import { readFileSync, writeFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Surface, writeDem } from '../../../test/end-to-end/support/dem-file.js';
import {
  ground,
  largest,
  MOON,
  missing,
  SCENE,
  useReconstructScene,
} from '../../../test/support/reconstruct-scene.js';
import { halving, writeSingleModel } from '../../../test/support/reconstruction-model.js';
import { createRng } from '../../core/rng.js';

const { path, reconstruct, samples, interpolated } = useReconstructScene();
const { cols, rows, pixel, x, y } = SCENE;
/** Pixels of the DTM. */
const [COLS, ROWS] = [cols / 2, rows / 2];

/** What the reference does not know, metres; and images that show it, or all heights, as grey levels. */
const detail: Surface = (e, n) => 1.5 * Math.sin(e / 9) * Math.cos(n / 8);
const truth: Surface = (e, n) => ground(e, n) + detail(e, n);
const PER_METRE = 0.5;
const shown: Surface = (e, n) => 128 + PER_METRE * (truth(e, n) + 1450);

/** Means of 2 x 2 samples of a surface on the image's grid. */
function halved(surface: Surface): Float32Array {
  return Float32Array.from({ length: COLS * ROWS }, (_, i) => {
    const [col, row] = [2 * (i % COLS), 2 * Math.floor(i / COLS)];
    const at = (dx: number, dy: number): number =>
      surface(x + (col + dx + 0.5) * pixel, y - (row + dy + 0.5) * pixel);
    return (at(0, 0) + at(1, 0) + at(0, 1) + at(1, 1)) / 4;
  });
}

/** Of the samples at least `rim` pixels from the border. */
function rmse(a: Float32Array, b: Float32Array, rim: number): number {
  let [sum, count] = [0, 0];
  for (let row = rim; row < ROWS - rim; row++) {
    for (let col = rim; col < COLS - rim; col++, count++) {
      sum += (a[row * COLS + col]! - b[row * COLS + col]!) ** 2;
    }
  }
  return Math.sqrt(sum / count);
}

/** Sum of the products of the samples well inside. */
function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let row = 8; row < ROWS - 8; row++)
    for (let col = 8; col < COLS - 8; col++) sum += a[row * COLS + col]! * b[row * COLS + col]!;
  return sum;
}

beforeAll(async () => {
  writeDem(path('shown.tif'), { ...SCENE, surface: shown, ...MOON });
  // Grey level / 255 to heights over output pixels of 4 m.
  await writeSingleModel(path('pixels.onnx'), halving(255 / PER_METRE / (2 * pixel)), 'pixels');
  await writeSingleModel(
    path('shown-at-30.onnx'),
    halving(255 / PER_METRE / (2 * pixel)),
    'pixels',
    'any',
    30,
  );
  await writeSingleModel(path('relative.onnx'), halving(0.3), 'none');
  await writeSingleModel(path('lit.onnx'), halving(1), 'pixels', 'upper-left');
});
const single = (model: string, image = 'shown.tif') => ({
  image: [path(image)],
  model: path(`${model}.onnx`),
});

describe('a network that makes heights of one image', () => {
  it("in pixels gives them in metres on twice the pixels, long wavelengths being the reference's", async () => {
    const { metrics, outputs } = await reconstruct(single('pixels'));
    const [{ spec }] = outputs;
    expect([spec.width, spec.height, spec.georef!.transform[0]]).toEqual([COLS, ROWS, 4]);
    expect(metrics.networkTiles).toMatchObject({ predicted: 1, skipped: 0, flat: 0 });
    const dtm = await samples('dtm.tif');
    const wanted = halved(truth);
    expect(rmse(await interpolated('reference.tif', 'dtm.tif'), wanted, 8)).toBeGreaterThan(0.6);
    expect(rmse(dtm, wanted, 8)).toBeLessThan(0.02);
    expect(metrics.seconds.work.network).toBeGreaterThan(0);
  });

  it('in pixels under a Sun of its training has them steeper under a higher one', async () => {
    const detailOf = async (elevation: number): Promise<Float32Array> => {
      await reconstruct({ ...single('shown-at-30'), sunAzimuth: [300], sunElevation: [elevation] });
      const smooth = await interpolated('reference.tif', 'dtm.tif');
      return (await samples('dtm.tif')).map((z, i) => z - smooth[i]!);
    };
    await reconstruct(single('pixels'));
    const plain = await samples('dtm.tif');
    const usual = await detailOf(30);
    expect(largest(await samples('dtm.tif'), plain)).toBeLessThan(2e-3);
    // Long wavelengths are the reference's under both.
    const ratio = dot(await detailOf(45), usual) / dot(usual, usual);
    expect(ratio).toBeCloseTo(Math.sqrt(3), 1);
  });

  it('in pixels under a Sun of its training looks for the Sun where it is not told, and refuses to guess', async () => {
    const { metrics } = await reconstruct(single('shown-at-30'));
    expect(metrics.suns).toMatchObject([{ from: 'search' }]);
    expect((await reconstruct(single('pixels'))).metrics.suns).toEqual([null]);
    const rng = createRng(1);
    writeDem(path('noise.tif'), { ...SCENE, surface: () => 255 * rng.next(), ...MOON });
    await expect(reconstruct(single('shown-at-30', 'noise.tif'))).rejects.toMatchObject({
      code: 'convergence',
      message: expect.stringMatching(/Sun of .*noise.tif is not known/),
    });
  });

  it('refuses an image without samples before it looks for its Sun', async () => {
    writeDem(path('empty.tif'), { ...SCENE, surface: () => Number.NaN, ...MOON });
    await expect(reconstruct(single('shown-at-30', 'empty.tif'))).rejects.toMatchObject({
      code: 'input',
      message: expect.stringMatching(/empty.tif has no valid samples/),
    });
  });

  it('of relative heights gives the same whatever their scale, and the scale of the image', async () => {
    await reconstruct(single('relative'));
    const dtm = await samples('dtm.tif');
    // The range of the reference is widened by 1.25 m on both sides, and lacks the detail: its share of the range is the error.
    expect(rmse(dtm, halved(truth), 8)).toBeLessThan(0.15);
    await writeSingleModel(path('other.onnx'), halving(-0.02), 'none');
    await reconstruct(single('other'));
    expect(rmse(await samples('dtm.tif'), dtm, 8)).toBeGreaterThan(1);
    const reflectance: Surface = (e, n) => shown(e, n) / 1000;
    writeDem(path('reflectance.tif'), { ...SCENE, surface: reflectance, ...MOON });
    await reconstruct(single('relative', 'reflectance.tif'));
    expect(largest(await samples('dtm.tif'), dtm)).toBeLessThan(2e-3);
  });

  it('does so for tiles, the same bytes for any processing tile, without seams', async () => {
    const tiles = { ...single('pixels'), networkTile: [64, 64], overlap: 16, sigma: true };
    const { metrics } = await reconstruct(tiles, { tileSize: 512 });
    const bytes = readFileSync(path('dtm.tif'));
    expect(metrics.networkTiles.predicted).toBeGreaterThan(10);
    expect(rmse(await samples('dtm.tif'), halved(truth), 8)).toBeLessThan(0.2);
    expect(largest(await samples('dtm_sigma.tif'), new Float32Array(COLS * ROWS))).toBeLessThan(1e-3);
    await reconstruct(tiles, { tileSize: 1024 });
    expect(readFileSync(path('dtm.tif')).equals(bytes)).toBe(true);
  });

  it('leaves out every pixel of which the image lacks a part', async () => {
    const holed: Surface = (e, n) => ((e - 1400) ** 2 + (n - 7700) ** 2 < 61 ** 2 ? Number.NaN : shown(e, n));
    writeDem(path('holed.tif'), { ...SCENE, surface: holed, nodata: -1, ...MOON });
    await reconstruct(single('pixels', 'holed.tif'));
    const dtm = await samples('dtm.tif');
    expect(missing(dtm)).toBeGreaterThan(500);
    expect(dtm.map((z) => (Number.isNaN(z) ? 1 : 0))).toEqual(
      halved(holed).map((z) => (Number.isNaN(z) ? 1 : 0)),
    );
    const whole = halved(truth);
    const filled = dtm.map((z, i) => (Number.isNaN(z) ? whole[i]! : z));
    expect(rmse(filled, whole, 8)).toBeLessThan(0.3);
  });

  it('mosaics several images on pixels of twice theirs', async () => {
    const half = { rows: 300, y: y - 31, pixel, surface: shown, ...MOON };
    writeDem(path('west.tif'), { ...half, cols: 250, x });
    writeDem(path('east.tif'), { ...half, cols: 240, x: x + 361 });
    const { outputs } = await reconstruct({
      ...single('pixels'),
      image: [path('west.tif'), path('east.tif')],
    });
    expect(outputs[0].spec.georef!.transform[0]).toBe(4);
    const apart = await interpolated('dtm.tif', 'shown.tif');
    expect(missing(apart)).toBeLessThan(0.15 * cols * rows);
  });

  it('needs its Sun, and cannot judge mirrored tiles, when its light comes from one side', async () => {
    await expect(reconstruct({ ...single('lit'), sigma: true })).rejects.toThrow(/light from one side/);
    const sun = { sunAzimuth: [100], sunElevation: [30] };
    const { metrics } = await reconstruct({ ...single('lit'), ...sun });
    expect(metrics.suns[0]).toMatchObject({ azimuth: 100, from: 'option' });
  });
});

describe('what cannot work is said', () => {
  it.each([
    ['finer than the network', { resolution: 3 }, 'config', /finer than 2 pixels of .*shown.tif/],
    [
      'a low pass that nothing uses',
      { lowPass: 1, align: 'vertical' as const },
      'config',
      /--low-pass has no effect/,
    ],
    ['a reference without relation', { networkTile: [16, 16] }, 'geometry', /spans 1.6 of its cells/],
    [
      'a network for something else',
      { model: 'odd.onnx' },
      'config',
      /neither heights from an image and coarse/,
    ],
  ])('%s', async (_, options, code, message) => {
    await writeSingleModel(path('odd.onnx'), halving(1), 'pixels');
    const text = readFileSync(path('odd.json'), 'utf8').replace('"scale": 2', '"scale": 3');
    writeFileSync(path('odd.json'), text);
    const named = 'model' in options ? { ...options, model: path(options.model) } : options;
    await expect(reconstruct({ ...single('pixels'), ...named })).rejects.toMatchObject({
      code,
      message: expect.stringMatching(message),
    });
  });
});
