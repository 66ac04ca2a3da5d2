import type { Grid } from '../core/georef.js';
import { type CogSpec, cogSpec } from '../io/cog/cog-spec.js';
import { CogWriter } from '../io/cog/cog-writer.node.js';
import type { JsonValue } from '../io/sidecar.js';
import { writeSidecar } from '../io/sidecar.node.js';
import type { JobContext } from './job-context.js';
import { VERSION } from './version.node.js';

export type Samples = Float32Array | Uint16Array | Uint8Array;

/** A simulated raster: no inputs, everything in `config` and `seed`. */
export interface RasterContent {
  readonly path: string;
  readonly grid: Grid;
  /** Float32: nodata -9999; uint16: nodata 0; uint8: no nodata, and one band (a mask) is not averaged. Several bands of one type. */
  readonly samples: Samples | readonly Samples[];
  /** What the samples are, e.g. `height`, by band. */
  readonly description: string | readonly string[];
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

/** Writes a raster in memory as a COG with its sidecar. Throws `io`. */
export async function writeRaster(content: RasterContent, context: JobContext): Promise<WrittenRaster> {
  const started = new Date();
  const { path, grid, samples, description, unit, metadata = {} } = content;
  const { width, height } = grid;
  const image = { width, height, unit, georef: grid, description, metadata };
  const product = await writeSamples(path, image, samples, context.signal);
  const planes = planesOf(samples);
  const { dtype, nodata } = sampleTypeOf(planes);
  await writeSidecar(
    {
      ...{ tool: { name: 'cuesta', version: VERSION }, command: context.command, config: content.config },
      ...{
        product,
        inputs: [],
        grid,
        bands: planes.length,
        dtype,
        nodata,
        unit,
        metrics: {},
        seed: content.seed,
      },
      ...{ backend: context.settings.backend, threads: 1, warnings: [] },
    },
    started,
  );
  return product;
}

/** Writes samples alone; without `georef` they lie nowhere. Throws `io`. */
export async function writeSamples(
  path: string,
  image: Pick<CogSpec, 'width' | 'height'> &
    Partial<Pick<CogSpec, 'unit' | 'georef' | 'metadata'>> &
    Pick<RasterContent, 'description'>,
  samples: RasterContent['samples'],
  signal: AbortSignal,
): Promise<WrittenRaster> {
  const { description, ...rest } = image;
  const planes = planesOf(samples);
  const descriptions = typeof description === 'string' ? [description] : description;
  const spec = cogSpec({ ...rest, ...sampleTypeOf(planes), bands: planes.length, descriptions });
  const writer = await CogWriter.create(path, spec, { signal });
  const depth = Math.max(0, Math.ceil(Math.log2(Math.max(spec.width, spec.height) / spec.blockSize)));
  try {
    await writer.writeTile({ col: 0, row: 0, depth }, planes);
    const { bytes, sha256 } = await writer.finish();
    return { path, bytes, sha256 };
  } catch (error) {
    await writer.abort();
    throw error;
  }
}

const planesOf = (samples: RasterContent['samples']): readonly Samples[] =>
  ArrayBuffer.isView(samples) ? [samples] : samples;

function sampleTypeOf(planes: readonly Samples[]): Pick<CogSpec, 'dtype' | 'nodata' | 'overviews'> {
  const [first] = planes;
  if (first instanceof Uint8Array)
    return { dtype: 'uint8', nodata: null, overviews: planes.length === 1 ? 'nearest' : 'average' };
  if (first instanceof Uint16Array) return { dtype: 'uint16', nodata: 0, overviews: 'average' };
  return { dtype: 'float32', nodata: -9999, overviews: 'average' };
}
