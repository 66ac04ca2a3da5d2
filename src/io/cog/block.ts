import type { BlockCodec } from './codecs.js';
import { allocate, type CogSamples, isFloat, missingValue } from './cog-samples.js';
import type { CogSpec } from './cog-spec.js';
import { applyPredictor } from './predictor-encode.js';

/** Rectangle of valid pixels of a larger array, at most one block in size. */
export interface BlockArea {
  readonly col: number;
  readonly row: number;
  readonly width: number;
  readonly height: number;
}

/** Turns areas of samples into the bytes of blocks; owns the two buffers that every block passes through. */
export interface BlockEncoder {
  /**
   * Bytes of one block: bands interleaved by pixel, missing samples in the file's form, a cut block filled up, predicted,
   * compressed.
   * `bands` hold rows of `stride` samples. The result is fresh and belongs to the caller.
   */
  encode(bands: readonly CogSamples[], stride: number, area: BlockArea): Uint8Array;
}

export function createBlockEncoder(spec: CogSpec, codec: BlockCodec): BlockEncoder {
  const { blockSize, bands: bandCount } = spec;
  const rowSamples = blockSize * bandCount;
  const block = allocate(spec.dtype, rowSamples * blockSize);
  const scratch = new Uint8Array(spec.predictor === 3 ? block.byteLength : 0);
  const missing = isFloat(spec.dtype) ? missingValue(spec.dtype, spec.nodata)! : null;
  return {
    encode(bands, stride, area) {
      bands.forEach((samples, band) => {
        if (bandCount === 1) copyRows(samples, stride, area, block, blockSize, missing);
        else interleave(samples, stride, area, block, blockSize, bandCount, band, missing);
      });
      fillUp(block, rowSamples, bandCount, area);
      const bytes = applyPredictor(block, rowSamples, spec, scratch);
      const encoded = codec.encode(bytes);
      return encoded === bytes ? bytes.slice() : encoded;
    },
  };
}

/** The common case of one band, a third of the time of {@link interleave}. */
function copyRows(
  samples: CogSamples,
  stride: number,
  area: BlockArea,
  block: CogSamples,
  blockSize: number,
  missing: number | null,
): void {
  for (let y = 0; y < area.height; y++) {
    const from = (area.row + y) * stride + area.col;
    const to = y * blockSize;
    block.set(samples.subarray(from, from + area.width), to);
    if (missing === null) continue;
    for (let i = to; i < to + area.width; i++) if (Number.isNaN(block[i])) block[i] = missing;
  }
}

/** `missing` is what NaN becomes (also for NaN itself: one bit pattern, whatever computed it), or null for integers. */
function interleave(
  samples: CogSamples,
  stride: number,
  area: BlockArea,
  block: CogSamples,
  blockSize: number,
  bandCount: number,
  band: number,
  missing: number | null,
): void {
  for (let y = 0; y < area.height; y++) {
    let from = (area.row + y) * stride + area.col;
    let to = y * blockSize * bandCount + band;
    const end = from + area.width;
    for (; from < end; from++, to += bandCount) {
      const v = samples[from];
      block[to] = missing !== null && Number.isNaN(v) ? missing : v;
    }
  }
}

/** Rows are continued with their last pixel, and what is below with the last pixel of all: next to nothing, compressed. */
function fillUp(block: CogSamples, rowSamples: number, bandCount: number, area: BlockArea): void {
  const used = area.width * bandCount;
  if (used < rowSamples) {
    for (let y = 0; y < area.height; y++) {
      const end = (y + 1) * rowSamples;
      for (let i = y * rowSamples + used; i < end; i++) block[i] = block[i - bandCount];
    }
  }
  for (let i = area.height * rowSamples; i < block.length; i++) block[i] = block[i - bandCount];
}
