import type { Raster } from '../../core/raster.js';
import { type CogSpec, cogSpec } from '../../io/cog/cog-spec.js';
import { type CogResult, CogWriter } from '../../io/cog/cog-writer.node.js';
import type { JsonValue } from '../../io/sidecar.js';
import { writeSidecar } from '../../io/sidecar.node.js';
import type { JobContext } from '../../product/job-context.js';
import { VERSION } from '../../product/version.node.js';

/** How a simulated raster came to be. */
export interface Origin {
  /** What its samples are, e.g. `height`. */
  readonly description: string;
  readonly config: JsonValue;
  readonly seed: number;
}

/** Writes a raster in memory as a float32 COG with its sidecar. */
export async function writeRaster(
  path: string,
  raster: Raster,
  { description, config, seed }: Origin,
  { signal, command, settings }: JobContext,
): Promise<void> {
  const started = new Date();
  const { width, height, georef } = raster;
  const common = { dtype: 'float32', nodata: -9999, unit: 'metre' } as const;
  const spec = cogSpec({ ...common, width, height, georef, descriptions: [description] });
  const product = await writeCog(path, spec, raster.data, signal);
  await writeSidecar(
    {
      ...common,
      tool: { name: 'cuesta', version: VERSION },
      command,
      config,
      product,
      inputs: [],
      grid: { width, height, ...georef },
      bands: 1,
      metrics: {},
      seed,
      backend: settings.backend,
      threads: 1,
      warnings: [],
    },
    started,
  );
}

async function writeCog(
  path: string,
  spec: CogSpec,
  samples: Float32Array,
  signal: AbortSignal,
): Promise<CogResult> {
  const writer = await CogWriter.create(path, spec, { signal });
  const depth = Math.max(0, Math.ceil(Math.log2(Math.max(spec.width, spec.height) / spec.blockSize)));
  try {
    await writer.writeTile({ col: 0, row: 0, depth }, [samples]);
    return await writer.finish();
  } catch (error) {
    await writer.abort();
    throw error;
  }
}
