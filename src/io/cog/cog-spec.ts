import type { DType } from '../../core/band.js';
import { CuestaError } from '../../core/errors.js';
import { isUsable } from '../../core/geo-transform.js';
import type { Georef } from '../../core/georef.js';
import { type CogDType, holds, isCogDType, isFloat } from './cog-samples.js';

export type CogCompression = 'deflate' | 'zstd' | 'lzw' | 'none';

/** How reduced versions are made: 2 x 2 means of the valid samples, the top-left one of four, or not at all. */
export type OverviewMethod = 'average' | 'nearest' | 'none';

/** Everything that decides the bytes of a COG besides its samples. Plain data: survives a structured clone. */
export interface CogSpec {
  readonly width: number;
  readonly height: number;
  readonly bands: number;
  readonly dtype: CogDType;
  /** Marks missing samples in the file. In memory NaN is missing as well (floats). Null and NaN give the same samples. */
  readonly nodata: number | null;
  readonly georef: Georef | null;
  /** Width and height of a block, a multiple of 16. */
  readonly blockSize: number;
  readonly compression: CogCompression;
  /** Effort: deflate 1-9 on libdeflate's scale, as GDAL's LEVEL; zstd 1-22. Ignored by lzw and none. */
  readonly level: number;
  /** 1 none, 2 horizontal differences, 3 floating point; 1 whenever nothing is compressed. */
  readonly predictor: 1 | 2 | 3;
  readonly overviews: OverviewMethod;
  readonly bigtiff: 'if-safer' | 'yes' | 'no';
  /** `rgba`: four bands are red, green, blue and opacity (not premultiplied). */
  readonly colours: 'grey' | 'rgba';
  /** Free-form items of GDAL_METADATA. */
  readonly metadata: Readonly<Record<string, string>>;
  /** One per band; empty for none. */
  readonly descriptions: readonly string[];
  /** Unit of the values (after scale and offset), e.g. `metre`. */
  readonly unit: string | null;
  /** Value = sample * scale + offset. */
  readonly scale: number;
  readonly offset: number;
}

/** What has to be said about a COG; the rest has defaults. */
export type CogOptions = Pick<CogSpec, 'width' | 'height'> & { readonly dtype: DType } & Partial<
    Omit<CogSpec, 'width' | 'height' | 'dtype'>
  >;

const DEFAULT_LEVEL: Readonly<Record<CogCompression, number>> = { deflate: 6, zstd: 3, lzw: 0, none: 0 };
const MAX_LEVEL: Readonly<Record<CogCompression, number>> = { deflate: 9, zstd: 22, lzw: 0, none: 0 };

/**
 * Completes and checks the description of a COG: 512 px blocks, deflate 6, predictor 3 for floats and 2 for integers, average
 * overviews. Throws `unsupported` for a sample type and `config` for values that make no sense.
 */
export function cogSpec(options: CogOptions): CogSpec {
  const { dtype } = options;
  if (!isCogDType(dtype)) {
    throw new CuestaError('unsupported', `A COG cannot be written with samples of type ${dtype}.`, {
      subject: 'dtype',
      hint: 'Use uint8, int8, uint16, int16, uint32, int32, float32 or float64.',
    });
  }
  const compression = options.compression ?? 'deflate';
  const plain = compression === 'none';
  const spec: CogSpec = {
    width: options.width,
    height: options.height,
    bands: options.bands ?? 1,
    dtype,
    nodata: options.nodata ?? null,
    georef: options.georef ?? null,
    blockSize: options.blockSize ?? 512,
    compression,
    level: options.level ?? DEFAULT_LEVEL[compression],
    predictor: plain ? 1 : (options.predictor ?? (isFloat(dtype) ? 3 : 2)),
    overviews: options.overviews ?? 'average',
    bigtiff: options.bigtiff ?? 'if-safer',
    colours: options.colours ?? 'grey',
    metadata: options.metadata ?? {},
    descriptions: options.descriptions ?? [],
    unit: options.unit ?? null,
    scale: options.scale ?? 1,
    offset: options.offset ?? 0,
  };
  check(spec);
  return spec;
}

function check(spec: CogSpec): void {
  const { width, height, bands, dtype, nodata, blockSize, compression, level, predictor, georef, colours } =
    spec;
  const require = (ok: boolean, subject: string, hint: string): void => {
    if (!ok) throw new CuestaError('config', `A COG cannot have this ${subject}.`, { subject, hint });
  };
  const whole = (n: number, max: number): boolean => Number.isInteger(n) && n >= 1 && n <= max;
  require(whole(width, 0x7fffffff) &&
    whole(height, 0x7fffffff), 'size', `${width} x ${height}: both must be positive whole numbers.`);
  require(whole(bands, 1024), 'number of bands', `${bands}: use 1 to 1024.`);
  require(whole(blockSize, 8192) &&
    blockSize % 16 === 0, 'block size', `${blockSize}: use a multiple of 16 up to 8192.`);
  require(colours === 'grey' ||
    (bands === 4 && dtype === 'uint8'), 'colours', 'Colours have four bands of uint8.');
  require(MAX_LEVEL[compression] === 0 ||
    whole(
      level,
      MAX_LEVEL[compression],
    ), 'level', `${level}: ${compression} takes 1 to ${MAX_LEVEL[compression]}.`);
  require(predictor !== 3 ||
    isFloat(dtype), 'predictor', `Predictor 3 is for floats; ${dtype} takes 1 or 2.`);
  require(predictor !== 2 || dtype !== 'float64', 'predictor', 'float64 takes predictor 1 or 3.');
  require(nodata === null || holds(dtype, nodata), 'nodata', `${nodata} is no value of ${dtype}.`);
  require(georef === null ||
    isUsable(
      georef.transform,
    ), 'transform', 'Every coefficient must be finite and the pixels must have an area.');
}
