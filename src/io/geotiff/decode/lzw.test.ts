import { describe, expect, it } from 'vitest';
import { CuestaError } from '../../../core/errors.js';
import { decodeLzw } from './lzw.js';
import { decodePackBits } from './pack-bits.js';

/** Packs codes of the given widths, most significant bit first. */
function pack(codes: readonly (readonly [code: number, bits: number])[]): Uint8Array {
  const bits = codes.map(([code, width]) => code.toString(2).padStart(width, '0')).join('');
  return Uint8Array.from(bits.match(/.{1,8}/g)!, (b) => Number.parseInt(b.padEnd(8, '0'), 2));
}

describe('decodeLzw', () => {
  it('decodes the example of TIFF 6.0, section 13', () => {
    const codes = [256, 7, 258, 8, 8, 258, 6, 6, 257].map((c) => [c, 9] as const);
    expect([...decodeLzw(pack(codes), 10)]).toEqual([7, 7, 7, 8, 8, 7, 7, 6, 6]);
  });

  it('stops at the size asked for, inside a string', () => {
    const codes = [256, 7, 258, 259].map((c) => [c, 9] as const);
    expect([...decodeLzw(pack(codes), 5)]).toEqual([7, 7, 7, 7, 7]);
  });

  it('refuses codes that no string has yet', () => {
    const codes = [256, 7, 300].map((c) => [c, 9] as const);
    expect(() => decodeLzw(pack(codes), 5)).toThrow(CuestaError);
  });

  it('returns what there is when the data end early', () => {
    expect([
      ...decodeLzw(
        pack([
          [256, 9],
          [65, 9],
        ]),
        100,
      ),
    ]).toEqual([65]);
    expect(decodeLzw(new Uint8Array(0), 100).length).toBe(0);
  });
});

describe('decodePackBits', () => {
  it("decodes Apple's example", () => {
    const packed = [0xfe, 0xaa, 0x02, 0x80, 0x00, 0x2a, 0xfd, 0xaa, 0x03, 0x80, 0x00, 0x2a, 0x22, 0xf7, 0xaa];
    const unpacked = [
      0xaa,
      0xaa,
      0xaa,
      0x80,
      0x00,
      0x2a,
      0xaa,
      0xaa,
      0xaa,
      0xaa,
      0x80,
      0x00,
      0x2a,
      0x22,
      ...new Array<number>(10).fill(0xaa),
    ];
    expect([...decodePackBits(Uint8Array.from(packed), 24)]).toEqual(unpacked);
  });

  it('never writes more than asked for, and skips no-ops', () => {
    expect([...decodePackBits(Uint8Array.from([128, 129, 7]), 3)]).toEqual([7, 7, 7]);
    expect([...decodePackBits(Uint8Array.from([5, 1, 2]), 10)]).toEqual([1, 2]);
  });
});
