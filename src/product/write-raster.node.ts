import type { Grid } from '../core/georef.js';
import { type CogOptions, cogSpec } from '../io/cog/cog-spec.js';
import { CogWriter } from '../io/cog/cog-writer.node.js';
import type { JsonValue } from '../io/sidecar.js';
import { writeSidecar } from '../io/sidecar.node.js';
import type { JobContext } from './job-context.js';
import { VERSION } from './version.node.js';

/** A simulated raster: no inputs, everything in `config` and `seed`. */
export interface RasterContent {
  readonly path: string;
  readonly grid: Grid;
  readonly samples: Float32Array | Uint16Array;
  /** What the samples are, e.g. `height`. */
  readonly description: string;
  readonly unit: string | null;
  readonly metadata?: Readonly<Record<string, string>>;
  readonly config: JsonValue;
  readonly seed: number;
}

/** A file as it stands. */
export interface WrittenRaster {
  readonly path: string;
  readonly bytes: number;
  readonly sha256: string;
}

/** Writes a raster in memory as a COG (float32 with nodata -9999, or uint16 with nodata 0) with its sidecar. Throws `io`. */
export async function writeRaster(content: RasterContent, context: JobContext): Promise<WrittenRaster> {
  const started = new Date();
  const { path, grid, samples, description, unit, metadata = {} } = content;
  const { width, height } = grid;
  const type: Pick<CogOptions, 'dtype' | 'nodata'> =
    samples instanceof Uint16Array ? { dtype: 'uint16', nodata: 0 } : { dtype: 'float32', nodata: -9999 };
  const spec = cogSpec({ ...type, width, height, unit, georef: grid, descriptions: [description], metadata });
  const writer = await CogWriter.create(path, spec, { signal: context.signal });
  const depth = Math.max(0, Math.ceil(Math.log2(Math.max(width, height) / spec.blockSize)));
  try {
    await writer.writeTile({ col: 0, row: 0, depth }, [samples]);
    const product = await writer.finish();
    const { dtype, nodata } = spec;
    await writeSidecar(
      {
        ...{ tool: { name: 'cuesta', version: VERSION }, command: context.command, config: content.config },
        ...{ product, inputs: [], grid, bands: 1, dtype, nodata, unit, metrics: {}, seed: content.seed },
        ...{ backend: context.settings.backend, threads: 1, warnings: [] },
      },
      started,
    );
    return { path, bytes: product.bytes, sha256: product.sha256 };
  } catch (error) {
    await writer.abort();
    throw error;
  }
}
