import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRng } from '../../core/rng.js';
import { decodeLzw } from '../geotiff/decode/lzw.js';
import { encodeLzw } from './lzw-encode.js';

function roundTrip(bytes: Uint8Array): void {
  expect(Buffer.compare(decodeLzw(encodeLzw(bytes), bytes.length), bytes)).toBe(0);
}

describe('encodeLzw', () => {
  it('encodes the example of the TIFF specification', () => {
    // TIFF 6.0 section 13: 7 7 7 8 8 7 7 6 6 becomes Clear 7 258 8 8 258 6 6 End.
    const codes = [256, 7, 258, 8, 8, 258, 6, 6, 257];
    const bits = codes.map((code) => code.toString(2).padStart(9, '0')).join('');
    const bytes = bits
      .padEnd(Math.ceil(bits.length / 8) * 8, '0')
      .match(/.{8}/g)!
      .map((b) => Number.parseInt(b, 2));
    expect([...encodeLzw(Uint8Array.of(7, 7, 7, 8, 8, 7, 7, 6, 6))]).toEqual(bytes);
  });

  it('comes back from the decoder, for any bytes', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), roundTrip));
  });

  it('widens and clears its codes in step with the decoder', () => {
    const rng = createRng(3);
    for (const values of [1, 2, 4, 30, 256]) {
      const bytes = Uint8Array.from({ length: 60_000 }, () => rng.int(values));
      // Every length around the points where codes widen or the table is cleared.
      for (let length = 200; length < 9000; length += 97) roundTrip(bytes.subarray(0, length));
      roundTrip(bytes);
    }
  });
});
