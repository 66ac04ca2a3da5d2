import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { fullWindow } from '../../src/core/window.js';
import { openRaster } from '../../src/io/open.node.js';
import { createNodeCompute } from '../../src/kernels/select.node.js';
import { reconstructSchema } from '../../src/pipelines/reconstruct/config.js';
import { planCascade } from '../../src/pipelines/reconstruct/plan-cascade.node.js';
import type { ReconstructResult } from '../../src/pipelines/reconstruct/reconstruct-result.js';
import { runCascade } from '../../src/pipelines/reconstruct/run-cascade.node.js';
import { gridOf } from '../../src/product/inputs.node.js';
import type { JobContext } from '../../src/product/job-context.js';
import { runSettingsSchema } from '../../src/product/run-settings.js';
import { createWarp } from '../../src/resample/create-warp.js';
import { resampleWindow } from '../../src/resample/resample-window.js';
import { type Surface, sphereKeys, writeDem } from '../end-to-end/support/dem-file.js';
import { echo, mixing, writeReconstructionModel } from './reconstruction-model.js';

/** 420 x 330 pixels of 2 m; the reference has 40 m and reaches past them. */
export const SCENE = { cols: 420, rows: 330, pixel: 2, x: 1000, y: 8000 };
export const MOON = { geoKeys: sphereKeys, geoDoubles: [1737400] };
export const ground: Surface = (e, n) => -1500 + 80 * Math.sin(e / 310) + 60 * Math.cos(n / 270) + 0.05 * e;
export const grey: Surface = (e, n) =>
  500 + 300 * Math.sin(e / 17 + n / 29) + 100 * Math.sin(e / 5) * Math.cos(n / 7);

/** A folder with an image, its reference and small networks, and what tests of `reconstruct` do with them. */
export interface ReconstructScene {
  path(name: string): string;
  /** Runs the pipeline on image.tif and reference.tif with echo.onnx to dtm.tif, or as the options say. */
  reconstruct(options: object, settings?: object): Promise<ReconstructResult>;
  samples(name: string): Promise<Float32Array>;
  /** A raster on the grid of another one. */
  interpolated(name: string, onto: string): Promise<Float32Array>;
}

/** A scene that is made before the tests of a file, and removed after them. */
export function useReconstructScene(): ReconstructScene {
  const folder = mkdtempSync(join(tmpdir(), 'cuesta-reconstruct-'));
  const path = (name: string): string => join(folder, name);
  beforeAll(() => fillFolder(path));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return {
    path,
    async reconstruct(options, settings = {}) {
      const config = reconstructSchema.parse({
        ...{ image: [path('image.tif')], reference: path('reference.tif'), model: path('echo.onnx') },
        output: path('dtm.tif'),
        ...options,
      });
      const context = contextOf(settings);
      return runCascade(await planCascade(config, context), context);
    },
    samples: (name) => samplesOf(path(name)),
    interpolated: (name, onto) => interpolated(path(name), path(onto)),
  };
}

async function fillFolder(path: ReconstructScene['path']): Promise<void> {
  writeDem(path('image.tif'), { ...SCENE, surface: grey, ...MOON });
  const coarse = { cols: 44, rows: 36, x: SCENE.x - 150, y: SCENE.y + 130, pixel: 40 };
  writeDem(path('reference.tif'), { ...coarse, surface: ground, ...MOON });
  await writeReconstructionModel(path('echo.onnx'), echo(), null);
  await writeReconstructionModel(path('room.onnx'), echo(2), 'coarse');
  await writeReconstructionModel(path('own.onnx'), echo(), 'own');
  await writeReconstructionModel(path('mixing.onnx'), mixing, null);
}

async function samplesOf(path: string): Promise<Float32Array> {
  const source = await openRaster(path);
  const { data } = await source.readRaster(fullWindow(source.info));
  await source.close();
  return data;
}

function contextOf(settings: object): JobContext {
  return {
    signal: new AbortController().signal,
    progress: () => {},
    log: () => {},
    settings: runSettingsSchema.parse({ executor: 'sequential', overwrite: true, ...settings }),
    command: 'test',
  };
}

async function interpolated(name: string, onto: string): Promise<Float32Array> {
  const [reference, target] = [await openRaster(name), await openRaster(onto)];
  const compute = await createNodeCompute('reference');
  const grid = gridOf(target.info);
  const warp = createWarp(gridOf(reference.info), grid);
  const signal = new AbortController().signal;
  const { data } = await resampleWindow(reference, warp, fullWindow(grid), 'cubic', compute, signal);
  await Promise.all([reference.close(), target.close(), compute.close()]);
  return data;
}

/** Greatest difference where the first has samples. */
export const largest = (a: Float32Array, b: Float32Array): number =>
  a.reduce((worst, z, i) => (Number.isNaN(z) ? worst : Math.max(worst, Math.abs(z - b[i]!))), 0);
export const missing = (a: Float32Array): number => a.reduce((n, z) => n + (Number.isNaN(z) ? 1 : 0), 0);
