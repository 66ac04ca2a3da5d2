import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Raster } from '../../src/core/raster.js';
import { fullWindow } from '../../src/core/window.js';
import { withVertical } from '../../src/geo/crs.js';
import { parseCrs } from '../../src/geo/parse-crs.js';
import { cogSpec } from '../../src/io/cog/cog-spec.js';
import { CogWriter } from '../../src/io/cog/cog-writer.node.js';
import { openRaster } from '../../src/io/open.node.js';
import { type RadarConfig, radarSchema } from '../../src/pipelines/radar/config.js';
import { planRadar } from '../../src/pipelines/radar/plan-radar.node.js';
import type { RadarResult } from '../../src/pipelines/radar/radar-result.js';
import { runRadar } from '../../src/pipelines/radar/run-radar.node.js';
import type { JobContext } from '../../src/product/job-context.js';
import { runSettingsSchema } from '../../src/product/run-settings.js';
import { sarDescription } from '../../src/sar/description/write-description.js';
import type { SarImage } from '../../src/simulate/sar/sar-image.js';
import { makeSarPair, shotsOf } from '../../src/simulate/sar/sar-pair.js';

export type RadarOptions = Partial<Record<keyof RadarConfig, unknown>>;

/** A simulated stripmap pair of 1.8 km with `left.json`, `right.json`, `dem.tif` and `truth.tif` in a temporary folder. */
export interface RadarScene {
  file(name: string): string;
  config(output: string, options?: RadarOptions): RadarConfig;
  run(config: RadarConfig): Promise<RadarResult>;
  read(name: string): Promise<Raster>;
  write(
    name: string,
    raster: Omit<Raster, 'georef' | 'data'> & { data: Float32Array | Uint16Array },
    georef: Raster['georef'] | null,
  ): Promise<void>;
  /** Writes a variant of a description; the path of it. */
  describeAs(name: string, from: string, change: (description: Record<string, unknown>) => void): string;
  remove(): void;
}

export async function createRadarScene(): Promise<RadarScene> {
  const folder = mkdtempSync(join(tmpdir(), 'cuesta-radar-'));
  const file = (name: string): string => join(folder, name);
  const scene: RadarScene = {
    file,
    config: (output, options = {}) =>
      radarSchema.parse({
        images: [file('left.json'), file('right.json')],
        dem: file('dem.tif'),
        output: file(output),
        resolution: 12,
        ...options,
      }),
    run: async (radar) => runRadar(await planRadar(radar, radarContext()), radarContext()),
    async read(name) {
      const source = await openRaster(file(name));
      const raster = await source.readRaster(fullWindow(source.info));
      await source.close();
      return raster;
    },
    async write(name, { width, height, data }, georef) {
      const type =
        data instanceof Uint16Array
          ? ({ dtype: 'uint16' } as const)
          : ({ dtype: 'float32', nodata: -9999 } as const);
      const spec = cogSpec({ ...type, width, height, georef });
      const writer = await CogWriter.create(file(name), spec, { signal: new AbortController().signal });
      const depth = Math.max(0, Math.ceil(Math.log2(Math.max(width, height) / spec.blockSize)));
      await writer.writeTile({ col: 0, row: 0, depth }, [data]);
      await writer.finish();
    },
    describeAs(name, from, change) {
      const description = JSON.parse(readFileSync(file(`${from}.json`), 'utf8')) as Record<string, unknown>;
      change(description);
      writeFileSync(file(name), JSON.stringify(description));
      return file(name);
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
  await fill(scene);
  return scene;
}

export function radarContext(settings: object = {}): JobContext {
  return {
    signal: new AbortController().signal,
    progress: () => {},
    log: () => {},
    settings: runSettingsSchema.parse({ executor: 'sequential', ...settings }),
    command: 'test',
  };
}

async function fill(scene: RadarScene): Promise<void> {
  const crs = withVertical(parseCrs('EPSG:32649'), { kind: 'ellipsoid' });
  const grid = { width: 220, height: 220, transform: [8, 0, 680000, 0, -8, 3824000] as const, crs };
  const pair = makeSarPair({ seed: 5, grid, shots: shotsOf('stripmap'), looks: 4, rain: 0 });
  await writeImage(scene, 'left', pair.left);
  await writeImage(scene, 'right', pair.right);
  await scene.write('truth.tif', pair.truth, pair.truth.georef);
  await scene.write('dem.tif', pair.aPriori, pair.aPriori.georef);
}

async function writeImage(
  scene: RadarScene,
  name: string,
  { geometry, looks, amplitude }: SarImage,
): Promise<void> {
  const { width, height } = geometry;
  await scene.write(`${name}.tif`, { width, height, data: amplitude }, null);
  const facts = { name, sensor: 'Simulated', polarisation: 'HH', quantity: 'amplitude' } as const;
  const product = { ...facts, looks, geometry, raster: '' };
  writeFileSync(scene.file(`${name}.json`), JSON.stringify(sarDescription(product, `${name}.tif`)));
}
