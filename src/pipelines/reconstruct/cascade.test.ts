import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Surface, writeDem } from '../../../test/end-to-end/support/dem-file.js';
import { ground, MOON, SCENE, useReconstructScene } from '../../../test/support/reconstruct-scene.js';
import { halving, writeSingleModel } from '../../../test/support/reconstruction-model.js';

const { path, reconstruct } = useReconstructScene();
const { x, y } = SCENE;
const bytes = (name: string): Buffer => readFileSync(path(name));
const readTransform = (name: string): number[] => JSON.parse(readFileSync(path(name), 'utf8')).grid.transform;
const shown: Surface = (e, n) => 128 + 0.4 * (ground(e, n) + 1450) + 5 * Math.sin(e / 37) * Math.cos(n / 23);

beforeAll(async () => {
  writeDem(path('coarse.tif'), {
    cols: 120,
    rows: 100,
    x: x - 50,
    y: y + 60,
    pixel: 9,
    surface: shown,
    ...MOON,
  });
  writeDem(path('fine.tif'), { ...SCENE, surface: shown, ...MOON });
  writeDem(path('mola.tif'), {
    cols: 20,
    rows: 18,
    x: x - 400,
    y: y + 500,
    pixel: 100,
    surface: ground,
    ...MOON,
  });
  await writeSingleModel(path('single.onnx'), halving(20), 'pixels');
});
const options = () => ({ model: path('single.onnx'), reference: path('mola.tif') });
const both = () => ({ ...options(), image: [path('coarse.tif'), path('fine.tif')], cascade: true });

describe('a cascade', () => {
  it('takes the low pass that is asked for in its first step alone', async () => {
    const sharp = { ...options(), lowPass: 0.5 };
    await reconstruct({ ...sharp, image: [path('coarse.tif')], output: path('sharp.tif') });
    await reconstruct({ ...options(), image: [path('coarse.tif')], output: path('usual.tif') });
    expect(bytes('sharp.tif').equals(bytes('usual.tif'))).toBe(false);
    await reconstruct({
      ...{ ...options(), image: [path('fine.tif')] },
      ...{ reference: path('sharp.tif'), output: path('after.tif') },
    });
    await reconstruct({ ...both(), ...sharp, steps: path('sharp-steps') });
    expect(bytes('sharp-steps/1.tif').equals(bytes('sharp.tif'))).toBe(true);
    expect(bytes('dtm.tif').equals(bytes('after.tif'))).toBe(true);
  });

  it('makes what its steps make one by one, and takes over those that it finds', async () => {
    await reconstruct({ ...options(), image: [path('coarse.tif')], output: path('first.tif') });
    await reconstruct({
      ...{ ...options(), image: [path('fine.tif')] },
      ...{ reference: path('first.tif'), output: path('second.tif') },
    });
    const result = await reconstruct({ ...both(), steps: path('steps') });
    expect(bytes('dtm.tif').equals(bytes('second.tif'))).toBe(true);
    expect(bytes('steps/1.tif').equals(bytes('first.tif'))).toBe(true);
    expect(result.metrics.earlier).toMatchObject([
      { name: 'step 1 (coarse.tif)', reference: 'mola.tif', output: '1.tif', pixel: 18, tiles: 1 },
    ]);
    const made = statSync(path('steps/1.tif')).mtimeMs;
    const again = await reconstruct({ ...both(), steps: path('steps') });
    expect(again.metrics.earlier).toEqual(result.metrics.earlier);
    expect(statSync(path('steps/1.tif')).mtimeMs).toBe(made);
    await reconstruct({ ...both(), steps: path('steps'), overlap: 20 });
    expect(statSync(path('steps/1.tif')).mtimeMs).toBeGreaterThan(made);
    const sidecar = JSON.parse(readFileSync(path('dtm.json'), 'utf8'));
    expect(sidecar.config).toMatchObject({ image: both().image, cascade: true });
    expect(sidecar.metrics.earlier).toHaveLength(1);
  });

  it('leaves nothing but its DTM, and says in the report how it was made', async () => {
    await reconstruct({ ...both(), output: path('clean.tif'), report: path('clean.html') });
    expect(
      readdirSync(path('.'))
        .filter((name) => name.startsWith('clean'))
        .sort(),
    ).toEqual(['clean.html', 'clean.json', 'clean.tif']);
    const html = readFileSync(path('clean.html'), 'utf8');
    expect(html).toContain('step 1 (coarse.tif)');
    expect(html).toContain('From coarse to fine');
  });

  it('of one image goes from a third of the cells to its own pixels', async () => {
    const pyramid = { ...options(), image: [path('fine.tif')], pyramid: 3, output: path('pyramid.tif') };
    const { metrics } = await reconstruct({ ...pyramid, steps: path('levels') });
    const sides = metrics.earlier.map(({ pixel }) => pixel);
    expect(sides[0]).toBeCloseTo(200 / 3, 2);
    expect(sides[1]).toBeCloseTo(Math.sqrt((200 / 3) * 4), 2);
    expect(metrics.earlier.map(({ reference }) => reference)).toEqual(['mola.tif', '1.tif']);
    const first = {
      ...{ ...options(), image: [path('fine.tif')] },
      ...{ resolution: readTransform('levels/1.json')[0], output: path('level.tif') },
    };
    await reconstruct(first);
    expect(bytes('levels/1.tif').equals(bytes('level.tif'))).toBe(true);
    expect(existsSync(path('levels/3.tif'))).toBe(false);
  });

  it.each([
    [
      'the wrong order',
      { image: ['fine.tif', 'coarse.tif'] },
      /coarse.tif \(9 m\) comes after .*fine.tif \(2 m\)/,
    ],
    ['one resolution', { image: ['fine.tif'] }, /different resolutions/],
    ['angles for some', { sunAzimuth: [1, 2, 3], sunElevation: [10] }, /3 angles for 2 images/],
    ['a pair of two resolutions', { pairs: ['1,2'] }, /no pair in a cascade/],
  ] as const)('with %s is refused', async (_, { ...wrong }, message) => {
    const image = 'image' in wrong ? { image: wrong.image.map(path) } : {};
    await expect(reconstruct({ ...both(), ...wrong, ...image })).rejects.toMatchObject({
      code: 'config',
      message: expect.stringMatching(message),
    });
  });
});
