import { describe, expect, it } from 'vitest';
import { madnetCodec, rescaled } from './tile-codec.js';

const names = { image: 'image', reference: 'dtm' };
const codec = madnetCodec({ ...names, heights: { type: 'relative', widening: 1 } });
const window = { col: 0, row: 0, width: 2, height: 2 };
const grey = Float32Array.from({ length: 16 }, (_, i) => (i === 5 ? Number.NaN : 17 * i));
const encoded = (reference: Float32Array, by = codec) =>
  by.encode(
    [
      { name: 'image', channels: 1, width: 4, height: 4, data: grey },
      { name: 'dtm', channels: 1, width: 2, height: 2, data: reference },
    ],
    window,
  );

describe('a tile', () => {
  it('is seen as grey levels / 255 without gaps, the reference not at all', () => {
    const { tensors } = encoded(Float32Array.of(1, 2, 3, 4));
    expect(Object.keys(tensors)).toEqual(['image']);
    const { shape, data } = tensors.image!;
    expect(shape).toEqual([1, 4, 4]);
    expect(data[15]).toBe(1);
    expect(data[3]).toBeCloseTo(0.2, 6);
    expect(data.every(Number.isFinite)).toBe(true);
    expect(Number.isNaN(grey[5])).toBe(true);
  });

  it('comes back in metres: the widened range of the reference', () => {
    const { decode } = encoded(Float32Array.of(100, 140, 120, 110));
    const metres = decode(Float32Array.of(0.2, 0.4, 0.6, 0.3));
    expect([...metres].map((h) => Math.round(h * 100) / 100)).toEqual([99, 120, 141, 109.5]);
  });

  it('of heights in pixels comes back in metres about the mean of the reference, where that is valid', () => {
    const inPixels = madnetCodec({ ...names, heights: { type: 'pixels', pixel: 16, contrast: 0.5 } });
    const { decode } = encoded(Float32Array.of(100, 140, Number.NaN, 120), inPixels);
    expect([...decode(Float32Array.of(1, -2, 3, 1))]).toEqual([128, 104, 144, 128]);
    expect([
      ...encoded(new Float32Array(4).fill(Number.NaN), inPixels).decode(Float32Array.of(1, 2, 3, 4)),
    ]).toEqual([Number.NaN, Number.NaN, Number.NaN, Number.NaN]);
  });
});

describe('relative heights', () => {
  it('keep their shape: any linear change of them gives the same metres', () => {
    const reference = Float32Array.from({ length: 50 }, (_, i) => 10 * Math.sin(i));
    const relief = Float32Array.from({ length: 50 }, (_, i) => Math.cos(0.3 * i));
    const plain = rescaled(relief.slice(), reference, 1.25);
    const changed = rescaled(
      relief.map((h) => 0.3 * h + 0.4),
      reference,
      1.25,
    );
    for (let i = 0; i < 50; i++) expect(changed[i]! - plain[i]!).toBeCloseTo(0, 4);
    expect(Math.min(...plain)).toBeCloseTo(Math.min(...reference) - 1.25, 4);
    expect(Math.max(...plain)).toBeCloseTo(Math.max(...reference) + 1.25, 4);
  });

  it('take their range where the reference is valid, and fill where it is not', () => {
    const reference = Float32Array.of(0, 10, Number.NaN, 5);
    expect([...rescaled(Float32Array.of(0, 0.5, 1, 0.25), reference, 0)]).toEqual([0, 10, 20, 5]);
    const none = rescaled(Float32Array.of(0, 1), Float32Array.of(Number.NaN, Number.NaN), 0);
    expect(none.every(Number.isNaN)).toBe(true);
  });

  it('that are flat lie in the middle of the reference', () => {
    expect([...rescaled(Float32Array.of(0.5, 0.5), Float32Array.of(4, 8), 1)]).toEqual([6, 6]);
  });
});
