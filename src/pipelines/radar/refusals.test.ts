import { copyFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createRadarScene, type RadarOptions, type RadarScene } from '../../../test/support/radar-scene.js';
import { createRng } from '../../core/rng.js';
import { withVertical } from '../../geo/crs.js';
import { parseCrs } from '../../geo/parse-crs.js';

let scene: RadarScene;
const file = (name: string): string => scene.file(name);
beforeAll(async () => {
  scene = await createRadarScene();
}, 180_000);
afterAll(() => scene.remove());

describe('radar refuses', () => {
  const [left, right] = ['left', 'right'];
  const images = (a: string, b: string): RadarOptions => ({ images: [a, b] });
  const refusal = async (options: RadarOptions): Promise<unknown> =>
    scene.run(scene.config('no.tif', options)).then(
      () => 'no error',
      (error: unknown) => error,
    );

  it('one image alone, the same image or pair twice, and the same direction', async () => {
    expect(
      await refusal({ images: [file('left.json'), file('left.json'), file('right.json')] }),
    ).toMatchObject({ code: 'config' });
    expect(await refusal(images(file('left.json'), file('left.json')))).toMatchObject({
      code: 'input',
      message: expect.stringContaining('the same image'),
    });
    const pair = [file('left.json'), file('right.json')];
    expect(await refusal({ images: [...pair, ...pair.toReversed()] })).toMatchObject({
      code: 'input',
      message: expect.stringContaining('given twice'),
    });
    copyFileSync(file('left.tif'), file('copy.tif'));
    writeFileSync(file('copy.tif'), '\0', { flag: 'a' });
    const copy = scene.describeAs('copy.json', left, (d) => {
      d.raster = 'copy.tif';
    });
    expect(await refusal(images(file('left.json'), copy))).toMatchObject({ code: 'geometry' });
  });

  it('images of opposite sides, and of different places', async () => {
    const opposite = scene.describeAs('opposite.json', right, (d) => {
      d.look = 'left';
    });
    expect(await refusal(images(file('left.json'), opposite))).toMatchObject({ code: 'unsupported' });
    const away = scene.describeAs('away.json', right, (d) => {
      (d.azimuth as { firstLine: number }).firstLine += 5;
    });
    expect(await refusal(images(file('left.json'), away))).toMatchObject({ code: 'no-overlap' });
  });

  it('an orbit that is missing, or ends within the image', async () => {
    const none = scene.describeAs('none.json', right, (d) => {
      (d.orbit as { vectors: unknown[] }).vectors.length = 0;
    });
    expect(await refusal(images(file('left.json'), none))).toMatchObject({ code: 'format' });
    const short = scene.describeAs('short.json', right, (d) => {
      (d.orbit as { vectors: unknown[] }).vectors.length = 3;
    });
    expect(await refusal(images(file('left.json'), short))).toMatchObject({
      code: 'input',
      message: expect.stringContaining('orbit'),
    });
  });

  it('an image that is all shadow', async () => {
    const { width, height } = JSON.parse(readFileSync(file('right.json'), 'utf8')) as {
      width: number;
      height: number;
    };
    await scene.write('dark.tif', { width, height, data: new Uint16Array(width * height) }, null);
    const dark = scene.describeAs('dark.json', right, (d) => {
      d.raster = 'dark.tif';
    });
    expect(await refusal(images(file('left.json'), dark))).toMatchObject({
      code: 'input',
      subject: file('dark.tif'),
    });
  });

  it('an image that is dark where the other one is not', async () => {
    const { width, height } = JSON.parse(readFileSync(file('left.json'), 'utf8')) as {
      width: number;
      height: number;
    };
    const rng = createRng(1);
    const west = Uint16Array.from({ length: width * height }, (_, i) =>
      i % width < 0.2 * width ? 1 + rng.int(999) : 0,
    );
    await scene.write('west.tif', { width, height, data: west }, null);
    const dark = scene.describeAs('west.json', left, (d) => {
      d.raster = 'west.tif';
    });
    const dem = await scene.read('dem.tif');
    const { width: w, height: h } = dem;
    const [a, b, c, d, e, f] = dem.georef.transform;
    const half = w >> 1;
    const east = Float32Array.from(
      { length: half * h },
      (_, i) => dem.data[Math.floor(i / half) * w + (w - half) + (i % half)],
    );
    const transform = [a, b, c + (w - half) * a, d, e, f] as const;
    await scene.write('east.tif', { width: half, height: h, data: east }, { ...dem.georef, transform });
    const error = await refusal({ images: [dark, file('right.json')], dem: file('east.tif') });
    expect(error).toMatchObject({ code: 'input', message: expect.stringContaining('no signal') });
    expect(existsSync(file('no.tif.matching.cuesta-work'))).toBe(false);
  });

  it('a raster of another size, a DEM elsewhere, and one of unknown heights', async () => {
    const other = scene.describeAs('other.json', right, (d) => {
      d.raster = 'left.tif';
    });
    expect(await refusal(images(file('left.json'), other))).toMatchObject({ code: 'format' });
    const dem = await scene.read('dem.tif');
    const [a, b, c, d, e, f] = dem.georef.transform;
    const georef = { ...dem.georef, transform: [a, b, c + 50_000, d, e, f] as const };
    await scene.write('elsewhere.tif', dem, georef);
    expect(await refusal({ dem: file('elsewhere.tif') })).toMatchObject({ code: 'no-overlap' });
    await scene.write('unknown.tif', dem, {
      ...dem.georef,
      crs: withVertical(dem.georef.crs, { kind: 'unknown' }),
    });
    expect(await refusal({ dem: file('unknown.tif') })).toMatchObject({ code: 'datum' });
    const moon = parseCrs('+proj=eqc +lat_ts=0 +lon_0=0 +R=1737400 +units=m +no_defs');
    const lunar = { ...dem.georef, crs: withVertical(moon, { kind: 'sphere' }) };
    await scene.write('moon.tif', dem, lunar);
    for (const options of [{ dem: file('moon.tif') }, { truth: file('moon.tif') }]) {
      expect(await refusal(options)).toMatchObject({
        code: 'geometry',
        subject: file('moon.tif'),
        message: expect.stringMatching(/Moon.*left\.json \(Earth/),
      });
    }
    expect(await refusal({ crs: 'EPSG:4326' })).toMatchObject({ code: 'config', subject: '--crs' });
    expect(await refusal({ truth: file('truth.tif'), area: ['nowhere'] })).toMatchObject({
      code: 'config',
      subject: '--area',
    });
  });
});
