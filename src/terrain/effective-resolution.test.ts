import { describe, expect, it } from 'vitest';
import { createRng } from '../core/rng.js';
import { gaussian, gaussianRadius, gaussianTaps } from '../kernels/gaussian/index.js';
import { slopeAgreement } from './effective-resolution.js';
import { type CraterPlace, craterRecovery } from './effective-resolution-craters.js';

const SIZE = 384;

function noise(seed: number, scale = 1, length = SIZE * SIZE): Float32Array {
  const rng = createRng(seed);
  return Float32Array.from({ length }, () => scale * rng.normal());
}

/** The same random ground, sharp and blurred. */
function blurPair(sigma: number): { sharp: Float32Array; blurred: Float32Array } {
  const pad = gaussianRadius(sigma);
  const wide = SIZE + 2 * pad;
  const plane = noise(1, 1, wide * wide);
  const blurred = new Float32Array(SIZE * SIZE);
  gaussian.reference({ plane, taps: gaussianTaps(sigma) }, { blurred }, { width: wide, height: wide });
  const sharp = Float32Array.from(
    blurred,
    (_, i) => plane[(Math.floor(i / SIZE) + pad) * wide + pad + (i % SIZE)]!,
  );
  return { sharp, blurred };
}

describe('agreement of slopes by wavelength', () => {
  it.each([1.5, 3, 5])('a blur of sigma %f px halves slopes where its transfer function says', (sigma) => {
    const { sharp, blurred } = blurPair(sigma);
    const { wavelength, bands } = slopeAgreement(blurred, sharp, SIZE)!;
    // exp(-2 pi^2 sigma^2 / w^2) = 1/2
    const expected = Math.PI * sigma * Math.sqrt(2 / Math.LN2);
    expect(Math.abs(wavelength! / expected - 1)).toBeLessThan(0.05);
    for (const band of bands.filter((b) => b.wavelength > 8)) {
      const transfer = Math.exp(-2 * (Math.PI * (sigma / band.wavelength)) ** 2);
      expect(Math.abs(band.response - transfer)).toBeLessThan(0.04);
    }
  });

  it('noise lowers the coherence as its share of the power says, and leaves the response', () => {
    const truth = noise(2);
    const tested = noise(3, Math.sqrt(8)).map((v, i) => v + truth[i]!);
    const { bands, wavelength } = slopeAgreement(tested, truth, SIZE)!;
    // 1 / sqrt(1 + 8) of white noise at every wavelength; short bands hold thousands of samples.
    for (const { coherence, response } of bands.slice(9)) {
      expect(Math.abs(coherence - 1 / 3)).toBeLessThan(0.07);
      expect(Math.abs(response - 1)).toBeLessThan(0.2);
    }
    expect(wavelength).toBeNull();
  });

  it('of equal DEMs is whole down to two pixels, whatever the level and tilt', () => {
    const truth = noise(4);
    const tested = truth.map((z, i) => z + 100 + 0.25 * (i % SIZE));
    const { bands, wavelength } = slopeAgreement(tested, truth, SIZE)!;
    expect(wavelength).toBe(2);
    for (const band of bands) expect(Math.min(band.response, band.coherence)).toBeGreaterThan(0.999);
    expect(
      slopeAgreement(
        truth.map((z) => -z),
        truth,
        SIZE,
      )!.wavelength,
    ).toBeNull();
  });

  it('leaves out pieces with missing heights', () => {
    const truth = noise(5);
    const holed = truth.slice();
    holed[300 * SIZE + 20] = Number.NaN;
    expect(slopeAgreement(holed, truth, SIZE)!.wavelength).toBe(2);
    expect(slopeAgreement(holed.fill(Number.NaN), truth, SIZE)).toBeNull();
    expect(slopeAgreement(noise(1, 1, 100 * 200), noise(1, 1, 100 * 200), 200)).toBeNull();
  });
});

/** Paraboloids on a tilted plane, far enough apart. */
function craters(): { places: CraterPlace[]; heights: Float32Array } {
  const rng = createRng(7);
  const heights = flatGround();
  const places: CraterPlace[] = [];
  for (let row = 32; row < SIZE; row += 64) {
    for (let col = 32; col < SIZE; col += 64) {
      const place = {
        ...{ col: col + rng.next(), row: row + rng.next() },
        diameter: 4.2 * 2 ** (3 * rng.next()),
      };
      places.push(place);
      for (const { i, inside } of pixelsOf(place)) {
        heights[i]! -= 0.2 * place.diameter * (1 - inside * inside);
      }
    }
  }
  return { places, heights };
}

const flatGround = (): Float32Array => Float32Array.from({ length: SIZE * SIZE }, (_, i) => 0.1 * (i % SIZE));

/** Pixels of a crater, with their distance from its centre in radii. */
function* pixelsOf({ col, row, diameter }: CraterPlace) {
  const reach = Math.ceil(diameter / 2);
  for (let r = Math.floor(row) - reach; r <= row + reach; r++) {
    for (let c = Math.floor(col) - reach; c <= col + reach; c++) {
      const inside = (2 * Math.hypot(c + 0.5 - col, r + 0.5 - row)) / diameter;
      if (inside < 1) yield { i: r * SIZE + c, inside };
    }
  }
}

describe('depths of craters', () => {
  const { places, heights } = craters();
  const flat = flatGround();

  it('are whole in the truth itself, at any level and tilt', () => {
    const tilted = heights.map((z, i) => z + 50 - 0.03 * Math.floor(i / SIZE));
    const { classes, smallest } = craterRecovery(tilted, heights, SIZE, places);
    expect(smallest).toBe(4);
    expect(classes.reduce((sum, { count }) => sum + count, 0)).toBeGreaterThan(25);
    for (const { recovered } of classes) expect(Math.abs(recovered - 1)).toBeLessThan(0.01);
  });

  it('are resolved down to the class that keeps half of its depth', () => {
    // Craters below 11.3 px keep 40 %, larger ones 60 % of their depth.
    const kept = heights.slice();
    for (const place of places) {
      const share = place.diameter < 2 ** 3.5 ? 0.4 : 0.6;
      for (const { i } of pixelsOf(place)) kept[i] = flat[i]! + share * (heights[i]! - flat[i]!);
    }
    const { classes, smallest } = craterRecovery(kept, heights, SIZE, places);
    expect(smallest).toBeCloseTo(2 ** 3.5, 10);
    for (const { from, recovered } of classes)
      expect(Math.abs(recovered - (from < 11 ? 0.4 : 0.6))).toBeLessThan(0.01);
  });

  it('fall with a blur as the blurred bowl does, small ones first', () => {
    const pad = gaussianRadius(4);
    const wide = SIZE - 2 * pad;
    const blurred = new Float32Array(wide * wide);
    const taps = gaussianTaps(4);
    gaussian.reference({ plane: heights, taps }, { blurred }, { width: SIZE, height: SIZE });
    const inner = Float32Array.from(
      blurred,
      (_, i) => heights[(Math.floor(i / wide) + pad) * SIZE + pad + (i % wide)]!,
    );
    const moved = places.map(({ col, row, diameter }) => ({ col: col - pad, row: row - pad, diameter }));
    const { classes, smallest } = craterRecovery(blurred, inner, wide, moved);
    const recovered = classes.map((c) => c.recovered);
    expect(recovered).toEqual([...recovered].sort((a, b) => b - a));
    expect(recovered.at(-1)).toBeLessThan(0.25);
    expect(smallest).toBeGreaterThan(8);
    expect(smallest).toBeLessThan(24);
  });

  it('of flat ground are not recovered', () => {
    expect(craterRecovery(flat, heights, SIZE, places).smallest).toBeNull();
    expect(
      craterRecovery(
        heights.map(() => Number.NaN),
        heights,
        SIZE,
        places,
      ).classes,
    ).toEqual([]);
  });
});
