import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Raster } from '../../core/raster.js';
import { createRng } from '../../core/rng.js';
import { fullWindow } from '../../core/window.js';
import { withVertical } from '../../geo/crs.js';
import { parseCrs } from '../../geo/parse-crs.js';
import { cogSpec } from '../../io/cog/cog-spec.js';
import { CogWriter } from '../../io/cog/cog-writer.node.js';
import { openRaster } from '../../io/open.node.js';
import type { JobContext } from '../../product/job-context.js';
import { runSettingsSchema } from '../../product/run-settings.js';
import { sarDescription } from '../../sar/description/write-description.js';
import type { SarImage } from '../../simulate/sar/sar-image.js';
import { makeSarPair, shotsOf } from '../../simulate/sar/sar-pair.js';
import { type RadarConfig, radarSchema } from './config.js';
import { planRadar } from './plan-radar.node.js';
import type { RadarResult } from './radar-result.js';
import { runRadar } from './run-radar.node.js';

let folder = '';
const file = (name: string): string => join(folder, name);

async function writeCog(
  name: string,
  raster: Omit<Raster, 'georef' | 'data'> & { data: Float32Array | Uint16Array },
  georef: Raster['georef'] | null,
): Promise<void> {
  const { width, height, data } = raster;
  const type =
    data instanceof Uint16Array
      ? ({ dtype: 'uint16' } as const)
      : ({ dtype: 'float32', nodata: -9999 } as const);
  const spec = cogSpec({ ...type, width, height, georef });
  const writer = await CogWriter.create(file(name), spec, { signal: new AbortController().signal });
  const depth = Math.max(0, Math.ceil(Math.log2(Math.max(width, height) / spec.blockSize)));
  await writer.writeTile({ col: 0, row: 0, depth }, [data]);
  await writer.finish();
}

async function writeImage(name: string, { geometry, looks, amplitude }: SarImage): Promise<void> {
  const { width, height } = geometry;
  await writeCog(`${name}.tif`, { width, height, data: amplitude }, null);
  const product = {
    name,
    sensor: 'Simulated',
    polarisation: 'HH',
    quantity: 'amplitude',
    looks,
    geometry,
    raster: '',
  } as const;
  writeFileSync(file(`${name}.json`), JSON.stringify(sarDescription(product, `${name}.tif`)));
}

/** A variant of a written description. */
function describeAs(
  name: string,
  from: string,
  change: (description: Record<string, unknown>) => void,
): string {
  const description = JSON.parse(readFileSync(file(`${from}.json`), 'utf8')) as Record<string, unknown>;
  change(description);
  writeFileSync(file(name), JSON.stringify(description));
  return file(name);
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'cuesta-radar-'));
  const crs = withVertical(parseCrs('EPSG:32649'), { kind: 'ellipsoid' });
  const grid = { width: 220, height: 220, transform: [8, 0, 680000, 0, -8, 3824000] as const, crs };
  const pair = makeSarPair({ seed: 5, grid, shots: shotsOf('stripmap'), looks: 4, rain: 0 });
  await writeImage('left', pair.left);
  await writeImage('right', pair.right);
  await writeCog('truth.tif', pair.truth, pair.truth.georef);
  await writeCog('dem.tif', pair.aPriori, pair.aPriori.georef);
}, 60_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

function config(output: string, options: Partial<Record<keyof RadarConfig, unknown>> = {}): RadarConfig {
  return radarSchema.parse({
    images: [file('left.json'), file('right.json')],
    dem: file('dem.tif'),
    output: file(output),
    resolution: 12,
    ...options,
  });
}

function context(settings: object = {}): JobContext {
  return {
    signal: new AbortController().signal,
    progress: () => {},
    log: () => {},
    settings: runSettingsSchema.parse({ executor: 'sequential', ...settings }),
    command: 'test',
  };
}

async function run(radar: RadarConfig): Promise<RadarResult> {
  return runRadar(await planRadar(radar, context()), context());
}

async function read(name: string): Promise<Raster> {
  const source = await openRaster(file(name));
  const raster = await source.readRaster(fullWindow(source.info));
  await source.close();
  return raster;
}

describe('radar', () => {
  /** Away from the edge of the scene, which the truth does not see from everywhere. */
  const area = ['inner,680250,3822490,681510,3823750'];
  let sgm: RadarResult;
  beforeAll(async () => {
    const outputs = { report: file('dsm.html'), epipolar: file('epi') };
    sgm = await run(config('dsm.tif', { truth: file('truth.tif'), area, ...outputs }));
  }, 60_000);

  it('makes a DSM that is no worse than its a-priori DEM', () => {
    const [pair] = sgm.metrics.pairs;
    expect(pair.angle).toBeCloseTo(15.6, 1);
    expect(pair.completeness).toBeGreaterThan(90);
    expect(pair.positionError).toBeLessThan(0.002);
    expect(pair.residual).toBeLessThan(0.1);
    const [{ dsm, dem, completeness }] = sgm.metrics.areas;
    expect(dsm.rmse).toBeLessThan(1.1 * dem!.rmse);
    expect(dsm.le90).toBeLessThan(1.1 * dem!.le90);
    expect(completeness.visible).toBeGreaterThan(96);
  });

  it('writes sigma, classes, epipolar images and report, and leaves nothing else', async () => {
    const rasters = await Promise.all(['dsm.tif', 'dsm_sigma.tif', 'dsm_class.tif'].map(read));
    for (const [i, h] of rasters[0].data.entries()) {
      expect(Number.isNaN(rasters[1].data[i])).toBe(Number.isNaN(h));
      expect(Number.isNaN(rasters[2].data[i])).toBe(Number.isNaN(h));
    }
    const [left, right, disparity] = await Promise.all(
      ['left', 'right', 'disparity'].map((n) => read(`epi_${n}.tif`)),
    );
    expect(left.data.filter((v) => !Number.isNaN(v)).length).toBe(sgm.metrics.pairs[0].overlap);
    expect(right.data.every((v, i) => Number.isNaN(v) === Number.isNaN(left.data[i]))).toBe(true);
    const share = disparity.data.filter((v) => !Number.isNaN(v)).length / sgm.metrics.pairs[0].overlap;
    expect(100 * share).toBeCloseTo(sgm.metrics.pairs[0].completeness, 5);
    const html = readFileSync(file('dsm.html'), 'utf8');
    for (const word of ['Anaglyph', 'Disparities', 'Hillshade of the a-priori DEM', 'Height errors']) {
      expect(html).toContain(word);
    }
    expect(existsSync(file('dsm.tif.cuesta-work'))).toBe(false);
    expect(existsSync(file('dsm.tif.matching.cuesta-work'))).toBe(false);
  });

  it('gives heights above the geoid, and fuses pairs: the same pair twice has a smaller sigma', async () => {
    const [left, right] = [file('left.json'), file('right.json')];
    await run(config('twice.tif', { images: [left, right, left, right], verticalDatum: 'egm96' }));
    const [once, twice] = [await read('dsm.tif'), await read('twice.tif')];
    expect(twice.georef.crs.vertical.kind).toBe('egm96');
    const apart = once.data.map((h, i) => h - twice.data[i]).filter((d) => !Number.isNaN(d));
    // The undulation at 113 E, 34.5 N is about -20 m and changes little over the scene.
    expect(Math.max(...apart) - Math.min(...apart)).toBeLessThan(0.5);
    expect(apart[0]).toBeLessThan(-10);
    const [a, b] = [await read('dsm_sigma.tif'), await read('twice_sigma.tif')];
    const ratio = a.data.map((s, i) => s / b.data[i]).filter((r) => !Number.isNaN(r));
    expect(ratio[100]).toBeCloseTo(Math.SQRT2, 4);
  }, 60_000);

  it('is worse by correlation', async () => {
    const ncc = await run(config('ncc.tif', { truth: file('truth.tif'), area, matcher: 'ncc' }));
    expect(ncc.metrics.areas[0].dsm.rmse).toBeGreaterThan(1.1 * sgm.metrics.areas[0].dsm.rmse);
  }, 60_000);

  it('works without a DEM, from level ground', async () => {
    const truth = file('truth.tif');
    const options = { dem: 'bootstrap', meanHeight: 300, heightError: 500, truth };
    const { metrics } = await run(config('boot.tif', options));
    expect(metrics.coarse).toBe(file('boot_coarse.tif'));
    expect(metrics.areas[0].dsm.rmse).toBeLessThan(30);
  }, 120_000);

  it('goes on from its matched parts after an interruption', async () => {
    const stop = new AbortController();
    const logged: string[] = [];
    const interrupted: JobContext = {
      ...context(),
      signal: stop.signal,
      progress: ({ stage, done }) => {
        if (stage === 'matching' && done > 0) stop.abort();
      },
    };
    const radar = config('again.tif');
    await expect(runRadar(await planRadar(radar, context()), interrupted)).rejects.toMatchObject({
      code: 'cancelled',
    });
    const again: JobContext = { ...context(), log: (_, message) => logged.push(message) };
    await runRadar(await planRadar(radar, again), again);
    expect(logged).toContain('Reused 1 of 1 matched parts of an interrupted run.');
    expect((await read('again.tif')).data).toEqual((await read('dsm.tif')).data);
  }, 60_000);

  it('plans without reading a sample', async () => {
    const job = await planRadar(config('plan.tif'), context());
    expect(job.plan.inputs.map(({ name }) => name)).toEqual([
      file('left.json'),
      file('right.json'),
      file('dem.tif'),
    ]);
    expect(job.plan.outputs).toHaveLength(3);
    await expect(planRadar(config('plan.tif'), context({ memory: '200MiB' }))).rejects.toMatchObject({
      code: 'config',
      subject: '--memory',
    });
  });
});

describe('radar refuses', () => {
  const [left, right] = ['left', 'right'];
  const images = (a: string, b: string): Partial<Record<keyof RadarConfig, unknown>> => ({ images: [a, b] });
  const refusal = async (options: Partial<Record<keyof RadarConfig, unknown>>): Promise<unknown> =>
    run(config('no.tif', options)).then(
      () => 'no error',
      (error: unknown) => error,
    );

  it('one image alone, the same image twice, and the same direction', async () => {
    expect(
      await refusal({ images: [file('left.json'), file('left.json'), file('right.json')] }),
    ).toMatchObject({ code: 'config' });
    expect(await refusal(images(file('left.json'), file('left.json')))).toMatchObject({
      code: 'input',
      message: expect.stringContaining('the same image'),
    });
    copyFileSync(file('left.tif'), file('copy.tif'));
    writeFileSync(file('copy.tif'), '\0', { flag: 'a' });
    const copy = describeAs('copy.json', left, (d) => {
      d.raster = 'copy.tif';
    });
    expect(await refusal(images(file('left.json'), copy))).toMatchObject({ code: 'geometry' });
  });

  it('images of opposite sides, and of different places', async () => {
    const opposite = describeAs('opposite.json', right, (d) => {
      d.look = 'left';
    });
    expect(await refusal(images(file('left.json'), opposite))).toMatchObject({ code: 'unsupported' });
    const away = describeAs('away.json', right, (d) => {
      (d.azimuth as { firstLine: number }).firstLine += 5;
    });
    expect(await refusal(images(file('left.json'), away))).toMatchObject({ code: 'no-overlap' });
  });

  it('an orbit that is missing, or ends within the image', async () => {
    const none = describeAs('none.json', right, (d) => {
      (d.orbit as { vectors: unknown[] }).vectors.length = 0;
    });
    expect(await refusal(images(file('left.json'), none))).toMatchObject({ code: 'format' });
    const short = describeAs('short.json', right, (d) => {
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
    await writeCog('dark.tif', { width, height, data: new Uint16Array(width * height) }, null);
    const dark = describeAs('dark.json', right, (d) => {
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
    await writeCog('west.tif', { width, height, data: west }, null);
    const dark = describeAs('west.json', left, (d) => {
      d.raster = 'west.tif';
    });
    const dem = await read('dem.tif');
    const { width: w, height: h } = dem;
    const [a, b, c, d, e, f] = dem.georef.transform;
    const half = w >> 1;
    const east = Float32Array.from(
      { length: half * h },
      (_, i) => dem.data[Math.floor(i / half) * w + (w - half) + (i % half)],
    );
    const transform = [a, b, c + (w - half) * a, d, e, f] as const;
    await writeCog('east.tif', { width: half, height: h, data: east }, { ...dem.georef, transform });
    const error = await refusal({ images: [dark, file('right.json')], dem: file('east.tif') });
    expect(error).toMatchObject({ code: 'input', message: expect.stringContaining('no signal') });
    expect(existsSync(file('no.tif.matching.cuesta-work'))).toBe(false);
  });

  it('a raster of another size, a DEM elsewhere, and one of unknown heights', async () => {
    const other = describeAs('other.json', right, (d) => {
      d.raster = 'left.tif';
    });
    expect(await refusal(images(file('left.json'), other))).toMatchObject({ code: 'format' });
    const dem = await read('dem.tif');
    const [a, b, c, d, e, f] = dem.georef.transform;
    const georef = { ...dem.georef, transform: [a, b, c + 50_000, d, e, f] as const };
    await writeCog('elsewhere.tif', dem, georef);
    expect(await refusal({ dem: file('elsewhere.tif') })).toMatchObject({ code: 'no-overlap' });
    await writeCog('unknown.tif', dem, {
      ...dem.georef,
      crs: withVertical(dem.georef.crs, { kind: 'unknown' }),
    });
    expect(await refusal({ dem: file('unknown.tif') })).toMatchObject({ code: 'datum' });
    expect(await refusal({ crs: 'EPSG:4326' })).toMatchObject({ code: 'config', subject: '--crs' });
    expect(await refusal({ truth: file('truth.tif'), area: ['nowhere'] })).toMatchObject({
      code: 'config',
      subject: '--area',
    });
  });
});
