import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { decodeHeights, encodeHeights, heightCodecSchema } from './height-codec.js';

const eight = heightCodecSchema.parse({});
const three = heightCodecSchema.parse({ max: 933 });

describe('normalised heights', () => {
  // Anchors of methods/jspsr.md, section 3.
  test.each([
    [eight, 0, 0.63354159],
    [eight, 1, 0.635337605],
    [eight, 100, 0.750783694],
    [eight, 929, 1],
    [three, 0, 0.633179401],
    [three, 1, 0.634974388],
    [three, 100, 0.750354478],
  ])('%o: %f m', (codec, height, expected) => {
    expect(encodeHeights([height + 1000], 1000, codec)[0]).toBeCloseTo(expected, 6);
  });

  it('come back as they were, within the float32 step of the logarithm', () => {
    const height = fc.double({ min: -79, max: 900, noNaN: true });
    fc.assert(
      fc.property(height, fc.boolean(), fc.double({ min: -500, max: 500, noNaN: true }), (h, log, base) => {
        const codec = { ...eight, log };
        const [found] = decodeHeights(encodeHeights([h + base], base, codec), base, codec);
        expect(Math.abs(found! - h - base)).toBeLessThan(1e-3);
      }),
    );
  });

  it('stay in range below the range, and missing where they are missing', () => {
    const [low, missing] = encodeHeights([-500, Number.NaN], 0, eight);
    expect(low).toBeCloseTo(0, 7);
    expect(missing).toBeNaN();
  });
});
