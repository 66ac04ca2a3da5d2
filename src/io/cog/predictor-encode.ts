import { bytesOf, type CogSamples, isFloat } from './cog-samples.js';
import type { CogSpec } from './cog-spec.js';

/**
 * Applies the TIFF predictor of the spec to one block of pixel-interleaved samples, `rowSamples` per row.
 * Predictor 1 returns the bytes themselves, 2 changes `block` in place, 3 fills `scratch` (as many bytes as the block).
 * TIFF 6.0 section 14 (2) and Adobe Photoshop TIFF Technical Note 3 (3).
 */
export function applyPredictor(
  block: CogSamples,
  rowSamples: number,
  spec: CogSpec,
  scratch: Uint8Array,
): Uint8Array {
  if (spec.predictor === 1) return bytesOf(block);
  if (spec.predictor === 2) {
    differences(
      isFloat(spec.dtype) ? new Uint32Array(block.buffer, block.byteOffset, block.length) : block,
      rowSamples,
      spec.bands,
    );
    return bytesOf(block);
  }
  if (spec.dtype === 'float32' && spec.bands === 1) floatPlanes32(block as Float32Array, rowSamples, scratch);
  else floatPlanes(bytesOf(block), rowSamples, spec.dtype === 'float32' ? 4 : 8, spec.bands, scratch);
  return scratch;
}

/** Each sample minus the one `stride` before it in the row, modulo the size of the type. */
function differences(samples: CogSamples, rowSamples: number, stride: number): void {
  for (let start = 0; start < samples.length; start += rowSamples) {
    for (let i = start + rowSamples - 1; i >= start + stride; i--)
      samples[i] = samples[i] - samples[i - stride];
  }
}

/**
 * Rows of bytes sorted by significance, most significant first, then differences of bytes `stride` apart. The general form of
 * {@link floatPlanes32}.
 */
function floatPlanes(
  bytes: Uint8Array,
  rowSamples: number,
  size: number,
  stride: number,
  out: Uint8Array,
): void {
  const rowBytes = rowSamples * size;
  for (let start = 0; start < bytes.length; start += rowBytes) {
    for (let plane = 0; plane < size; plane++) {
      const to = start + plane * rowSamples;
      const from = start + size - 1 - plane;
      for (let i = 0; i < rowSamples; i++) out[to + i] = bytes[from + i * size];
    }
    for (let i = start + rowBytes - 1; i >= start + stride; i--) out[i] = out[i] - out[i - stride];
  }
}

/** One band of float32 in one pass: the four bytes of a sample minus those of the one before go to their four planes. */
function floatPlanes32(block: Float32Array, rowSamples: number, out: Uint8Array): void {
  const words = new Uint32Array(block.buffer, block.byteOffset, block.length);
  for (let start = 0; start < words.length; start += rowSamples) {
    let p0 = start * 4;
    let p1 = p0 + rowSamples;
    let p2 = p1 + rowSamples;
    let p3 = p2 + rowSamples;
    // Planes follow each other without a gap, so each begins with the difference to the last byte of the one before.
    const last = words[start + rowSamples - 1];
    const first = words[start];
    out[p0++] = first >>> 24;
    out[p1++] = (first >>> 16) - (last >>> 24);
    out[p2++] = (first >>> 8) - (last >>> 16);
    out[p3++] = first - (last >>> 8);
    let before = first;
    for (let i = start + 1; i < start + rowSamples; i++) {
      const v = words[i];
      out[p0++] = (v >>> 24) - (before >>> 24);
      out[p1++] = (v >>> 16) - (before >>> 16);
      out[p2++] = (v >>> 8) - (before >>> 8);
      out[p3++] = v - before;
      before = v;
    }
  }
}
