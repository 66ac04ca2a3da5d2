import { describe, expect, it } from 'vitest';
import { BlockCache } from './block-cache.js';
import type { TiffImage } from './image.js';

const image = (): TiffImage => ({}) as TiffImage;
const block = (): Uint8Array => new Uint8Array(100);

describe('BlockCache', () => {
  it('keeps what was used last, within its size', () => {
    const cache = new BlockCache(300);
    const a = image();
    for (let i = 0; i < 3; i++) cache.set(a, i, block());
    expect(cache.get(a, 0)).toBeDefined();
    cache.set(a, 3, block());
    expect([0, 1, 2, 3].map((i) => cache.get(a, i) !== undefined)).toEqual([true, false, true, true]);
    expect(cache.bytes).toBe(300);
  });

  it('takes no block larger than itself and counts a replaced one once', () => {
    const cache = new BlockCache(150);
    const a = image();
    cache.set(a, 0, new Uint8Array(200));
    expect(cache.bytes).toBe(0);
    cache.set(a, 0, block());
    cache.set(a, 0, block());
    expect(cache.bytes).toBe(100);
  });

  it('tells images apart and drops them one by one', () => {
    const cache = new BlockCache(2000);
    const images = Array.from({ length: 11 }, image);
    for (const i of images) cache.set(i, 1, block().fill(images.indexOf(i)));
    cache.drop(images[1]);
    expect(images.map((i) => cache.get(i, 1)?.[0])).toEqual([0, undefined, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  });
});
