import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { northUp } from '../../core/geo-transform.js';
import { fullWindow } from '../../core/window.js';
import { parseCrs } from '../../geo/parse-crs.js';
import type { CogSamples } from '../../io/cog/cog-samples.js';
import { cogSpec } from '../../io/cog/cog-spec.js';
import { CogWriter } from '../../io/cog/cog-writer.node.js';
import { openRaster } from '../../io/open.node.js';
import { createReferenceCompute } from '../../kernels/backends/reference.js';
import { crop } from '../../mosaic/crop.js';
import type { JobContext } from '../../product/job-context.js';
import { drawEarthScene, makeEarthScene } from '../../simulate/earth/earth-scene.js';
import { type EarthLayers, onTargetGrid } from '../../simulate/earth/target-grid.js';
import { datasetSchema } from './config.js';
import { planDataset, runDataset } from './run-dataset.node.js';

/** 38 cells of 32 m; the truth covers a sample of 1024 m that begins two cells from the corner, as `onTargetGrid` does. */
const [SIDE, PIXEL, EDGE, ROOM, CELL] = [304, 4, 16, 256, 32];
const [WEST, NORTH] = [500_000, 5_000_000];
const crs = parseCrs('EPSG:32631');
const context = {
  signal: new AbortController().signal,
  settings: { overwrite: false },
  log: () => undefined,
  progress: () => undefined,
} as unknown as JobContext;

let folder = '';
let layers: EarthLayers;
const at = (name: string): string => join(folder, name);

async function write(
  path: string,
  { pixel, edge, width, bands }: { pixel: number; edge: number; width: number; bands: readonly CogSamples[] },
): Promise<string> {
  const transform = northUp(WEST + edge, NORTH - edge, pixel, pixel);
  const dtype = bands[0] instanceof Uint8Array ? 'uint8' : 'float32';
  const spec = cogSpec({
    ...{ width, height: width, bands: bands.length, dtype, georef: { crs, transform }, overviews: 'none' },
    blockSize: 1024,
  });
  const writer = await CogWriter.create(path, spec);
  await writer.writeTile({ col: 0, row: 0, depth: 0 }, bands);
  await writer.finish();
  return path;
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'cuesta-dataset-'));
  const drawn = drawEarthScene(3, { width: SIDE, height: SIDE });
  const scene = makeEarthScene({ ...drawn, pixel: PIXEL, dem: { ...drawn.dem, cell: CELL } });
  layers = await onTargetGrid(scene, 2, createReferenceCompute());
  const { ground, canopy, landUse } = scene.field;
  const fine = { pixel: PIXEL, edge: 0, width: SIDE };
  const window = { col: EDGE, row: EDGE, width: ROOM, height: ROOM };
  const truth = crop(ground, SIDE, window);
  await write(at('truth.tif'), { pixel: PIXEL, edge: EDGE * PIXEL, width: ROOM, bands: [truth] });
  const bytes = (plane: Float32Array): Uint8Array => Uint8Array.from(plane, Math.round);
  await write(at('ortho.tif'), { ...fine, bands: scene.image.map(bytes) });
  await write(at('canopy.tif'), { ...fine, bands: [canopy] });
  await write(at('land-use.tif'), { ...fine, bands: [landUse] });
  await write(at('dem.tif'), {
    pixel: CELL,
    edge: 0,
    width: (SIDE * PIXEL) / CELL,
    bands: [scene.dem.heights],
  });
  // 1000 m of ground: a source tile that is narrower than a sample.
  const narrow = crop(ground, SIDE, { ...window, width: 250, height: 250 });
  await write(at('narrow.tif'), { pixel: PIXEL, edge: EDGE * PIXEL, width: 250, bands: [narrow] });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const own = (changes: object = {}) =>
  datasetSchema.parse({
    ...{ layout: 'dfc30', city: 'A', ortho: at('ortho.tif'), truth: at('truth.tif'), cop30: at('dem.tif') },
    ...{ landUse: at('land-use.tif'), canopy: at('canopy.tif'), output: at('out'), ...changes },
  });

async function bandsOf(path: string): Promise<Float32Array[]> {
  const source = await openRaster(path);
  try {
    const bands = Array.from({ length: source.info.bands }, (_, band) => band);
    return await Promise.all(
      bands.map(async (band) => (await source.readRaster(fullWindow(source.info), { band })).data),
    );
  } finally {
    await source.close();
  }
}

/** Largest difference between a file and the layers of the simulation, which come to the grid in their own way. */
async function worst(file: string, expected: readonly Float32Array[]): Promise<number> {
  const found = await bandsOf(file);
  expect(found).toHaveLength(expected.length);
  const size = { col: 0, row: 0, width: 128, height: 128 };
  return Math.max(
    ...expected.map((plane, k) =>
      crop(plane, layers.width, size).reduce((most, v, i) => Math.max(most, Math.abs(v - found[k]![i]!)), 0),
    ),
  );
}

describe('own rasters', () => {
  test('become a sample whose layers lie where the ground is', async () => {
    const job = await planDataset(own(), context);
    const result = await runDataset(job, context);
    expect(result).toMatchObject({ written: 1, reused: 0, incomplete: 0 });
    const file = (layer: string): string => join(result.root, 'A', layer, `A_${layer}.tif`);
    expect(await worst(file('RGEALTI'), [layers.truth])).toBeLessThan(1e-3);
    expect(await worst(file('COP30'), [layers.dem])).toBeLessThan(1e-2);
    expect(await worst(file('BDORTHO'), layers.image)).toBeLessThan(1.01);
    expect(await worst(file('CHM'), [layers.canopy])).toBeLessThan(0.51);
    const mask = await bandsOf(file('UA2012'));
    expect(mask).toHaveLength(15);
    for (let i = 0; i < 128 * 128; i++) expect(mask.reduce((sum, plane) => sum + plane[i]!, 0)).toBe(1);
    expect(await runDataset(job, context)).toMatchObject({ written: 0, reused: 1 });
  });

  test('that cannot be a layer are named', async () => {
    const plan = (changes: object) => planDataset(own(changes), context);
    await expect(plan({ ortho: at('truth.tif') })).rejects.toThrow(/truth\.tif has 1 band; BDORTHO needs 3/);
    await expect(plan({ cop30: at('canopy.tif') })).rejects.toThrow(/canopy\.tif \(COP30\)[\s\S]*finer/);
    await expect(plan({ canopy: at('dem.tif') })).rejects.toThrow(/dem\.tif \(CHM\)[\s\S]*too coarse/);
    await expect(plan({ truth: at('missing.tif') })).rejects.toThrow(/missing\.tif/);
    await expect(plan({ city: undefined })).rejects.toThrow('--city is missing.');
    await expect(plan({ source: folder })).rejects.toThrow('--source and --city exclude each other.');
    const nothing = datasetSchema.parse({ layout: 'dfc30', output: at('out') });
    await expect(planDataset(nothing, context)).rejects.toMatchObject({
      ...{ code: 'config', hint: expect.stringContaining('--ortho') },
    });
    const elsewhere = await write(at('small.tif'), {
      ...{ pixel: 2, edge: 0, width: 100, bands: [new Float32Array(10_000)] },
    });
    await expect(plan({ truth: elsewhere })).rejects.toThrow(/covers 200 x 200 m; a sample covers 1024/);
  });

  test('that lack parts are named', async () => {
    const away = await write(at('away.tif'), {
      ...{ pixel: PIXEL, edge: ROOM * PIXEL, width: SIDE, bands: Array(3).fill(new Uint8Array(SIDE ** 2)) },
    });
    const job = await planDataset(own({ ortho: away, output: at('out3') }), context);
    const failure = runDataset(job, context);
    await expect(failure).rejects.toThrow(/BDORTHO \(1\) lack parts/);
    await expect(failure).rejects.toMatchObject({ subject: away });
  });

  test('with classes beyond those of DFC2022 are refused', async () => {
    const classes = await write(at('classes.tif'), {
      ...{ pixel: PIXEL, edge: 0, width: SIDE, bands: [new Uint8Array(SIDE ** 2).fill(40)] },
    });
    const job = await planDataset(own({ landUse: classes, output: at('out2') }), context);
    await expect(runDataset(job, context)).rejects.toThrow(/has the sample 40/);
  });
});

test('a source tree becomes samples of its cities, FathomDEM being FATHOM', async () => {
  const files = { BDORTHO: 'ortho', RGEALTI: 'narrow', COP30: 'dem', FathomDEM: 'dem' };
  for (const city of ['Brest', 'Caen']) {
    for (const [layer, name] of Object.entries(files)) {
      mkdirSync(at(`tree/${city}/${layer}`), { recursive: true });
      for (const id of [2, 10])
        symlinkSync(at(`${name}.tif`), at(`tree/${city}/${layer}/${id}_${layer}.tif`));
    }
  }
  const config = datasetSchema.parse({ layout: 'dfc30', source: at('tree'), output: at('made') });
  const result = await runDataset(await planDataset(config, context), context);
  expect(result).toMatchObject({ written: 4, layers: ['BDORTHO', 'RGEALTI', 'COP30', 'FATHOM'] });
  expect(readdirSync(at('made/DFC30_8m/Caen/FATHOM')).sort()).toEqual(['10_FATHOM.tif', '2_FATHOM.tif']);
  const source = await openRaster(at('made/DFC30_8m/Brest/RGEALTI/2_RGEALTI.tif'));
  expect(source.info).toMatchObject({ width: 128, height: 128 });
  expect(source.info.georef!.transform[0]).toBe(1000 / 128);
  await source.close();
  rmSync(at('tree/Caen/COP30/10_COP30.tif'));
  await expect(planDataset(config, context)).rejects.toThrow(/COP30 1/);
});
