import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { undoFloat } from './float-predictor.js';
import { undoHorizontal, undoHorizontal64 } from './horizontal-predictor.js';

/** Predictor 3 as the technical note words it: planes of bytes, then differences over the whole row. */
function applyFloat(
  samples: Uint8Array,
  rows: number,
  rowSamples: number,
  size: number,
  stride: number,
): Uint8Array {
  const out = new Uint8Array(samples.length);
  for (let row = 0; row < rows; row++) {
    const at = row * rowSamples * size;
    for (let i = 0; i < rowSamples; i++) {
      for (let b = 0; b < size; b++) out[at + b * rowSamples + i] = samples[at + i * size + size - 1 - b];
    }
    for (let i = rowSamples * size - 1; i >= stride; i--) out[at + i] = out[at + i] - out[at + i - stride];
  }
  return out;
}

const shape = fc.record({
  rows: fc.integer({ min: 1, max: 4 }),
  pixels: fc.oneof(fc.integer({ min: 1, max: 40 }), fc.constant(1024)),
  stride: fc.integer({ min: 1, max: 3 }),
  size: fc.constantFrom(2, 4, 8),
  seed: fc.integer({ min: 1, max: 2 ** 31 }),
});

function bytes(length: number, seed: number): Uint8Array {
  let state = seed;
  return Uint8Array.from({ length }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    return state >>> 24;
  });
}

describe('predictors', () => {
  it('undo the floating-point predictor for any shape', () => {
    fc.assert(
      fc.property(shape, ({ rows, pixels, stride, size, seed }) => {
        const rowSamples = pixels * stride;
        const samples = bytes(rows * rowSamples * size, seed);
        const stored = applyFloat(samples, rows, rowSamples, size, stride);
        const out = new Uint8Array(samples.length);
        undoFloat(stored, rows, rowSamples, size, stride, out);
        expect(Buffer.compare(out, samples)).toBe(0);
      }),
    );
  });

  it('undo horizontal differencing for any shape and word size', () => {
    fc.assert(
      fc.property(shape, ({ rows, pixels, stride, size, seed }) => {
        const rowSamples = pixels * stride;
        const original = bytes(rows * rowSamples * size, seed);
        const words = size === 8 ? new BigUint64Array(original.buffer) : null;
        const small = size === 2 ? new Uint16Array(original.buffer) : new Uint32Array(original.buffer);
        const stored = (words ?? small).slice() as Uint32Array;
        const step = (v: number) => stored[v] - stored[v - stride];
        for (let row = 0; row < rows; row++) {
          for (let i = (row + 1) * rowSamples - 1; i >= row * rowSamples + stride; i--) stored[i] = step(i);
        }
        if (size === 8) undoHorizontal64(new Uint32Array(stored.buffer), rows, rowSamples, stride);
        else undoHorizontal(stored, rows, rowSamples, stride);
        expect(Buffer.compare(new Uint8Array(stored.buffer), original)).toBe(0);
      }),
    );
  });
});
