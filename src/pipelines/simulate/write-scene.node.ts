import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { ioError, writeAtomically } from '../../core/atomic-file.node.js';
import { throwIfAborted } from '../../core/errors.js';
import type { JobContext } from '../../product/job-context.js';
import { checkOutputs, filesOfJob } from '../../product/outputs.node.js';
import { type RasterContent, type WrittenRaster, writeRaster } from '../../product/write-raster.node.js';

/** A scene that is made in memory, raster by raster. */
export interface SceneContent {
  readonly folder: string;
  /** Of all rasters, without `.tif`. */
  readonly names: readonly string[];
  /** With paths inside the folder. */
  readonly rasters: AsyncIterable<RasterContent> | Iterable<RasterContent>;
  /** All parameters and what belongs together: scene.json. */
  readonly description: object;
}

export interface SceneResult {
  readonly rasters: readonly WrittenRaster[];
  /** All parameters of the scene and where its files are; written last. */
  readonly scene: string;
  readonly seconds: number;
}

/** Writes the rasters of a scene and then scene.json. Throws `config` for files that exist, and what writing throws. */
export async function writeScene(
  { folder, names, rasters, description }: SceneContent,
  context: JobContext,
): Promise<SceneResult> {
  const started = performance.now();
  const at = (name: string): string => join(folder, name);
  await mkdir(folder, { recursive: true }).catch((cause: unknown) => {
    throw ioError(cause, folder, 'create');
  });
  const files = filesOfJob(
    names.map((name) => at(`${name}.tif`)),
    [at('scene.json')],
  );
  await checkOutputs(files, [], context.settings.overwrite);
  const written: WrittenRaster[] = [];
  for await (const content of rasters) {
    throwIfAborted(context.signal);
    written.push(await writeRaster({ ...content, path: at(content.path) }, context));
    context.progress({ stage: 'simulating rasters', done: written.length, total: names.length });
  }
  await writeAtomically(at('scene.json'), (file) =>
    file.writeFile(`${JSON.stringify(description, null, 2)}\n`),
  );
  return { rasters: written, scene: at('scene.json'), seconds: (performance.now() - started) / 1000 };
}
