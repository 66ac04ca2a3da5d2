import zlib from 'node:zlib';
import { loadZstd } from '../zstd-module.js';
import type { BlockCodec } from './codecs.js';
import { sampleType } from './cog-samples.js';
import type { CogSpec } from './cog-spec.js';
import { encodeLzw } from './lzw-encode.js';

/** The codec of a spec, ready for use in this thread. */
export async function createBlockCodec(
  spec: Pick<CogSpec, 'compression' | 'level' | 'predictor' | 'dtype'>,
): Promise<BlockCodec> {
  switch (spec.compression) {
    case 'deflate': {
      const settings = deflateSettings(spec);
      return { encode: (bytes) => deflate(bytes, settings) };
    }
    case 'zstd':
      return zstdCodec(spec.level);
    case 'lzw':
      return { encode: encodeLzw };
    case 'none':
      return { encode: (bytes) => bytes };
  }
}

/**
 * zlib's level for a level on libdeflate's scale, which GDAL's LEVEL is: the fastest one that, with the larger hash table
 * of memLevel 9, makes about the same size. Measured in docs/decisions/2026-11-20-cog-writer.md.
 */
const ZLIB_LEVEL = [0, 2, 3, 4, 4, 4, 5, 6, 8, 9] as const;

/** Levels above this are for those who want small files at any price. */
const FAST_LEVELS = 6;

interface DeflateSettings {
  readonly level: number;
  readonly windowBits: number;
}

/**
 * Predicted byte planes repeat over a few rows if at all: with a window of 8 KiB, which stays in the nearest cache, and a
 * shorter search they are written up to twice as fast, for 1 % larger files. Wider integers gain 2.5 % from the full 32 KiB.
 */
function deflateSettings({
  level,
  predictor,
  dtype,
}: Pick<CogSpec, 'level' | 'predictor' | 'dtype'>): DeflateSettings {
  const isPlanes = predictor === 3 || sampleType(dtype).bytes === 1;
  if (level > FAST_LEVELS || !isPlanes) return { level: ZLIB_LEVEL[level], windowBits: 15 };
  return { level: Math.min(4, ZLIB_LEVEL[level]), windowBits: 13 };
}

function deflate(bytes: Uint8Array, settings: DeflateSettings): Uint8Array {
  return zlib.deflateSync(bytes, {
    ...settings,
    memLevel: 9,
    // One piece of output, whatever the data: stored blocks add 5 bytes per 16 KiB at most.
    chunkSize: bytes.length + (bytes.length >>> 8) + 1024,
  });
}

/** As in Node >= 22.15; the type definitions follow the oldest supported version. */
interface ZlibWithZstd {
  zstdCompressSync?(
    bytes: Uint8Array,
    options: { readonly params: Readonly<Record<number, number>> },
  ): Uint8Array;
}

/** ZSTD_c_compressionLevel of zstd.h. */
const ZSTD_COMPRESSION_LEVEL = 100;

async function zstdCodec(level: number): Promise<BlockCodec> {
  const { zstdCompressSync } = zlib as ZlibWithZstd;
  if (zstdCompressSync !== undefined) {
    const options = { params: { [ZSTD_COMPRESSION_LEVEL]: level } };
    return { encode: (bytes) => zstdCompressSync(bytes, options) };
  }
  const { compress } = await loadZstd();
  return { encode: (bytes) => compress(bytes, level) };
}
