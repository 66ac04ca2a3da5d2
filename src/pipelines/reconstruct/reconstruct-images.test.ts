import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Surface, writeDem } from '../../../test/end-to-end/support/dem-file.js';
import { grey, largest, MOON, SCENE, useReconstructScene } from '../../../test/support/reconstruct-scene.js';

const { path, reconstruct, samples, interpolated } = useReconstructScene();
const { rows, pixel, x, y } = SCENE;

describe('several images', () => {
  const right = { cols: 330, rows: 230, x: x + 400, y: y - 40, pixel, ...MOON };
  const both = () => ({ image: [path('left.tif'), path('right.tif')], source: true, sigma: true });
  beforeAll(() => {
    writeDem(path('left.tif'), { cols: 300, rows: 280, x, y, pixel, surface: grey, ...MOON });
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
    writeDem(path('right.tif'), { ...right, surface: grey, ...MOON, geoDoubles: [1737000] });
    await expect(reconstruct(both())).rejects.toMatchObject({ code: 'geometry' });
  });
});

describe('two images of one observation', () => {
  const wide = (left: string, right: string) => ({
    image: [path(left), path(right)],
    model: path('mixing.onnx'),
  });
  beforeAll(() => {
    const common = { rows, y, pixel, ...MOON };
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
