import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { ioError, writeAtomically } from '../../core/atomic-file.node.js';
import { throwIfAborted } from '../../core/errors.js';
import type { JsonValue } from '../../io/sidecar.js';
import type { JobContext } from '../../product/job-context.js';
import { checkOutputs, filesOfJob } from '../../product/outputs.node.js';
import { type WrittenRaster, writeRaster, writeSamples } from '../../product/write-raster.node.js';
import { sarDescription } from '../../sar/description/write-description.js';
import type { SarProduct } from '../../sar/image/sar-product.js';
import { aPrioriDem } from '../../simulate/sar/a-priori-dem.js';
import { coverDem, drawSarGround } from '../../simulate/sar/sar-ground.js';
import type { SarImage, SarScene } from '../../simulate/sar/sar-image.js';
import { type SarShot, takeShot } from '../../simulate/sar/sar-pair.js';
import type { SimulateConfig } from './config.js';
import { readSarDem } from './sar-dem.node.js';
import { describeSarScene, SAR_FILES } from './sar-documents.js';
import type { SarJob } from './sar-job.js';

export interface SarResult {
  readonly rasters: readonly WrittenRaster[];
  /** Descriptions of the two images. */
  readonly images: readonly string[];
  /** What belongs together; written last. */
  readonly scene: string;
  readonly seconds: number;
}

/** Makes the ground and takes both images in memory, and writes them with truth, a-priori DEM, visibility masks and scene.json. */
export async function runSar(config: SimulateConfig, job: SarJob, context: JobContext): Promise<SarResult> {
  const started = performance.now();
  const at = (name: string): string => join(config.output, name);
  await mkdir(config.output, { recursive: true }).catch((cause: unknown) => {
    throw ioError(cause, config.output, 'create');
  });
  const inputs = config.dem === undefined ? [] : [config.dem];
  await checkOutputs(outputsOf(config, job), inputs, context.settings.overwrite);
  const scene = await groundOf(config, job, context);
  const rasters = await writeGround(config, scene, context);
  for (const [i, shot] of job.shots.entries()) {
    const rain = i === 1 ? config.rain : 0;
    const image = await take(scene, shot, { looks: config.looks, seed: config.seed, rain }, context);
    rasters.push(...(await writeImage(config, shot, image, scene, context)));
  }
  const text = `${JSON.stringify(describeSarScene(job, config), null, 2)}\n`;
  await writeAtomically(at(SAR_FILES.scene), (file) => file.writeFile(text));
  return {
    rasters,
    images: job.shots.map(({ name }) => at(SAR_FILES.description(name))),
    scene: at(SAR_FILES.scene),
    seconds: (performance.now() - started) / 1000,
  };
}

function outputsOf({ output, truth }: SimulateConfig, { shots }: SarJob): string[] {
  const at = (name: string): string => join(output, name);
  const names = shots.map(({ name }) => name);
  const documented = [
    SAR_FILES.aPriori,
    ...names.map(SAR_FILES.visibility),
    ...(truth ? [SAR_FILES.truth] : []),
  ];
  const others = [SAR_FILES.scene, ...names.map(SAR_FILES.image), ...names.map(SAR_FILES.description)];
  return filesOfJob(documented.map(at), others.map(at));
}

async function groundOf(
  config: SimulateConfig,
  { grid }: SarJob,
  { signal, progress }: JobContext,
): Promise<SarScene> {
  progress({ stage: 'ground', done: 0, total: 1 });
  const scene =
    config.dem === undefined
      ? drawSarGround(config.seed, grid)
      : coverDem(config.seed, await readSarDem(config.dem, signal));
  progress({ stage: 'ground', done: 1, total: 1 });
  return scene;
}

async function writeGround(
  config: SimulateConfig,
  { dem }: SarScene,
  context: JobContext,
): Promise<WrittenRaster[]> {
  const common = { description: 'height', unit: 'metre', config: plain(config), seed: config.seed };
  const at = (name: string): string => join(config.output, name);
  const written: WrittenRaster[] = [];
  if (config.truth) {
    const grid = { ...dem, ...dem.georef };
    written.push(
      await writeRaster({ ...common, path: at(SAR_FILES.truth), grid, samples: dem.data }, context),
    );
  }
  const aPriori = aPrioriDem(dem, config.seed);
  const grid = { ...aPriori, ...aPriori.georef };
  written.push(
    await writeRaster({ ...common, path: at(SAR_FILES.aPriori), grid, samples: aPriori.data }, context),
  );
  return written;
}

/** Takes an image, with a look at the signal at every percent. */
async function take(
  scene: SarScene,
  shot: SarShot,
  options: Parameters<typeof takeShot>[2],
  { signal, progress }: JobContext,
): Promise<SarImage> {
  const exposure = takeShot(scene, shot, options);
  for (let percent = 0; ; ) {
    const step = exposure.next();
    if (step.done === true) return step.value;
    if (100 * step.value < percent) continue;
    percent = Math.floor(100 * step.value) + 1;
    progress({ stage: `taking the ${shot.name} image`, done: percent - 1, total: 100 });
    await setImmediate();
    throwIfAborted(signal);
  }
}

async function writeImage(
  config: SimulateConfig,
  { name }: SarShot,
  { geometry, looks, amplitude, visibility }: SarImage,
  { dem }: SarScene,
  context: JobContext,
): Promise<WrittenRaster[]> {
  const at = (file: string): string => join(config.output, file);
  const raster = SAR_FILES.image(name);
  const { width, height } = geometry;
  const written = await writeSamples(
    at(raster),
    { width, height, description: 'amplitude' },
    amplitude,
    context.signal,
  );
  const product: SarProduct = {
    name: at(SAR_FILES.description(name)),
    sensor: 'Simulated',
    polarisation: 'HH',
    quantity: 'amplitude',
    looks,
    geometry,
    raster: at(raster),
  };
  const text = `${JSON.stringify(sarDescription(product, raster), null, 2)}\n`;
  await writeAtomically(product.name, (file) => file.writeFile(text));
  const mask = await writeRaster(
    {
      path: at(SAR_FILES.visibility(name)),
      grid: { ...dem, ...dem.georef },
      samples: visibility,
      description: 'layover 1, shadow 2',
      unit: null,
      config: plain(config),
      seed: config.seed,
    },
    context,
  );
  return [written, mask];
}

function plain(config: SimulateConfig): JsonValue {
  const { mode, opposite, looks, rain, seed, incidence = null, dem = null } = config;
  return { mode, opposite, looks, rain, seed, incidence, dem };
}
