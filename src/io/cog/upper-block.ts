import { allocate, bytesOf, type CogSamples, sampleType } from './cog-samples.js';
import type { CogSpec } from './cog-spec.js';
import type { PyramidLevel } from './pyramid.js';

/** One of the up to four blocks of the level below that a block is reduced from, and its share of that block's pixels. */
export interface Quadrant {
  readonly col: number;
  readonly row: number;
  /** Position and size in the upper block's pixels. */
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Valid pixels of a block. */
export function blockSizeAt(
  spec: CogSpec,
  level: PyramidLevel,
  col: number,
  row: number,
): { width: number; height: number } {
  return {
    width: Math.min(spec.blockSize, level.width - col * spec.blockSize),
    height: Math.min(spec.blockSize, level.height - row * spec.blockSize),
  };
}

/** The blocks below block `col, row` of `level`, as far as they exist. */
export function quadrants(spec: CogSpec, level: PyramidLevel, col: number, row: number): Quadrant[] {
  const { width, height } = blockSizeAt(spec, level, col, row);
  const half = spec.blockSize / 2;
  const found: Quadrant[] = [];
  for (let y = 0; y < height; y += half) {
    for (let x = 0; x < width; x += half) {
      found.push({
        col: 2 * col + x / half,
        row: 2 * row + y / half,
        x,
        y,
        width: Math.min(half, width - x),
        height: Math.min(half, height - y),
      });
    }
  }
  return found;
}

/** Bytes of the reduced samples that a block passes up: all bands of a quadrant. */
export function remainderBytes(spec: CogSpec, quadrant: Quadrant): number {
  return quadrant.width * quadrant.height * spec.bands * sampleType(spec.dtype).bytes;
}

/** Puts remainders (band after band, as {@link remainderBytes} counts) together to the samples of a block, one array per band. */
export function joinQuadrants(
  spec: CogSpec,
  size: { readonly width: number; readonly height: number },
  parts: readonly { readonly quadrant: Quadrant; readonly remainder: Uint8Array }[],
): CogSamples[] {
  const { bytes } = sampleType(spec.dtype);
  return Array.from({ length: spec.bands }, (_, band) => {
    const samples = allocate(spec.dtype, size.width * size.height);
    const target = bytesOf(samples);
    for (const { quadrant: q, remainder } of parts) {
      const rowBytes = q.width * bytes;
      for (let y = 0; y < q.height; y++) {
        const from = (band * q.height + y) * rowBytes;
        target.set(remainder.subarray(from, from + rowBytes), ((q.y + y) * size.width + q.x) * bytes);
      }
    }
    return samples;
  });
}
