import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRng } from '../../core/rng.js';
import { bytesOf } from './cog-samples.js';
import { cogSpec } from './cog-spec.js';
import { applyPredictor } from './predictor-encode.js';

/** Adobe's Technical Note 3 backwards: running sums of bytes `stride` apart, then bytes collected from the planes. */
function decodeFloat(bytes: Uint8Array, rowSamples: number, size: number, stride: number): Uint8Array {
  const out = new Uint8Array(bytes.length);
  const rowBytes = rowSamples * size;
  for (let start = 0; start < bytes.length; start += rowBytes) {
    const row = bytes.slice(start, start + rowBytes);
    for (let i = stride; i < rowBytes; i++) row[i] = row[i] + row[i - stride];
    for (let i = 0; i < rowSamples; i++) {
      for (let b = 0; b < size; b++) out[start + i * size + b] = row[(size - 1 - b) * rowSamples + i];
    }
  }
  return out;
}

describe('applyPredictor', () => {
  it.each([
    ['float32', 1],
    ['float32', 3],
    ['float64', 1],
    ['float64', 2],
  ] as const)('3 of %s with %i band(s) comes back', (dtype, bands) => {
    const property = fc.property(
      fc.integer({ min: 1, max: 40 }),
      fc.integer({ min: 1, max: 5 }),
      fc.nat(),
      (width, height, seed) => {
        const rng = createRng(seed);
        const values = Array.from({ length: width * height * bands }, () => 1e4 * rng.normal());
        const block = dtype === 'float32' ? Float32Array.from(values) : Float64Array.from(values);
        const spec = cogSpec({ width, height, bands, dtype });
        const encoded = applyPredictor(block, width * bands, spec, new Uint8Array(block.byteLength));
        expect(decodeFloat(encoded, width * bands, block.BYTES_PER_ELEMENT, bands)).toEqual(bytesOf(block));
      },
    );
    fc.assert(property);
  });

  it('2 keeps the first pixel of a row and subtracts its left neighbour from every other', () => {
    const spec = cogSpec({ width: 3, height: 2, bands: 2, dtype: 'int16' });
    const block = Int16Array.of(5, 100, 7, 90, -32768, 90, 1, 2, 3, 4, 5, 6);
    applyPredictor(block, 6, spec, new Uint8Array(0));
    expect([...block]).toEqual([5, 100, 2, -10, 32761, 0, 1, 2, 2, 2, 2, 2]);
  });

  it('2 of floats works on their bits', () => {
    const block = Float32Array.of(1, 2, -3);
    const bits = new Uint32Array(block.slice().buffer);
    applyPredictor(
      block,
      3,
      cogSpec({ width: 3, height: 1, dtype: 'float32', predictor: 2 }),
      new Uint8Array(0),
    );
    expect([...new Uint32Array(block.buffer)]).toEqual([
      bits[0],
      (bits[1] - bits[0]) >>> 0,
      (bits[2] - bits[1]) >>> 0,
    ]);
  });
});
