import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { writeDem } from '../../../test/end-to-end/support/dem-file.js';
import {
  grey,
  largest,
  MOON,
  missing,
  SCENE,
  useReconstructScene,
} from '../../../test/support/reconstruct-scene.js';

const { path, reconstruct, samples, interpolated } = useReconstructScene();
const { pixel, x, y } = SCENE;

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
    writeDem(path('wide.tif'), { cols: 700, rows: 280, x, y, pixel, surface: grey, ...MOON });
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
    'Light from 225°, 30° high',
    'Scatter',
    'Time by stage',
  ]) {
    expect(html).toContain(text);
  }
  expect(html.match(/<figure/g)).toHaveLength(18);
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
