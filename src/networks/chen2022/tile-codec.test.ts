import { expect, it } from 'vitest';
import { createRng } from '../../core/rng.js';
import { fillMissing } from './fill-missing.js';
import { chenSample } from './samples/chen-sample.js';
import { TILE_HEIGHT, TILE_WIDTH } from './samples/tile.js';
import { type Chen2022CodecOptions, chen2022Codec } from './tile-codec.js';

const AREA = TILE_HEIGHT * TILE_WIDTH;
const window = { col: 0, row: 0, width: TILE_WIDTH, height: TILE_HEIGHT };

function tile(seed: number) {
  const rng = createRng(seed);
  const coarse = Float32Array.from({ length: AREA }, (_, i) => -1500 + 0.1 * (i % TILE_WIDTH) + rng.next());
  return {
    pixel: 1.5,
    image: Float32Array.from({ length: AREA }, () => rng.int(4000)),
    coarse,
    truth: coarse.map((h) => h + rng.normal()),
  };
}

function encode(target: Chen2022CodecOptions['target'], { image, coarse }: ReturnType<typeof tile>) {
  const common = { channels: 1, width: TILE_WIDTH, height: TILE_HEIGHT };
  return chen2022Codec({ image: 'i', coarse: 'c', target, pixel: 1.5 }).encode(
    [
      { name: 'i', data: image, ...common },
      { name: 'c', data: coarse, ...common },
    ],
    window,
  );
}

const largest = (a: Float32Array, b: Float32Array): number =>
  a.reduce((worst, x, i) => Math.max(worst, Math.abs(x - b[i]!)), 0);

it.each(['coarse', 'pixel'] as const)('gives the network what it was trained with, scale %s', (target) => {
  const given = tile(1);
  const sample = chenSample(given, target);
  const { tensors } = encode(target, given);
  expect(largest(tensors.i!.data, sample.image)).toBe(0);
  expect(largest(tensors.c!.data, sample.coarse)).toBe(0);
  expect(tensors.c!.shape).toEqual([1, TILE_HEIGHT, TILE_WIDTH]);
});

it('brings a perfect prediction back to the truth, exactly or, as published, up to a constant', () => {
  const given = tile(2);
  const back = (target: 'own' | 'coarse' | 'pixel') =>
    encode(target, given).decode(chenSample(given, target).height);
  expect(largest(back('coarse'), given.truth)).toBeLessThan(1e-3);
  expect(largest(back('pixel'), given.truth)).toBeLessThan(1e-3);
  // sigma · out + mu, by the formulas of the paper in float64.
  const mean = (v: Float32Array) => v.reduce((a, b) => a + b, 0) / AREA;
  const sd = (v: Float32Array) => {
    const m = mean(v);
    return Math.sqrt(v.reduce((a, b) => a + (b - m) ** 2, 0) / AREA);
  };
  const [mu, sigma, own] = [mean(given.coarse), sd(given.coarse), sd(given.truth)];
  const lowest = Math.min(...given.truth);
  const published = given.truth.map((z) => (sigma * (z - lowest)) / own + mu);
  expect(largest(back('own'), published)).toBeLessThan(2e-3);
});

it('the coarse map itself comes back where the network gives its input', () => {
  const given = tile(3);
  const { tensors, decode } = encode('input', given);
  expect(largest(decode(tensors.c!.data), given.coarse)).toBeLessThan(2e-4);
});

it('statistics leave missing samples out, and what fills them is finite', () => {
  const given = tile(4);
  const holed = { ...given, image: given.image.slice(), coarse: given.coarse.slice() };
  holed.image.fill(Number.NaN, 1000, 9000);
  holed.coarse.fill(Number.NaN, 0, 3000);
  const { tensors } = encode('coarse', holed);
  expect(Math.max(...tensors.i!.data)).toBe(1);
  expect([...tensors.i!.data, ...tensors.c!.data].every(Number.isFinite)).toBe(true);
});

it('fills on lines between neighbours, and beyond the last one level', () => {
  const n = Number.NaN;
  const plane = Float32Array.of(n, n, n, n, n, n, 2, n, n, 5, 1, n, n, n, n);
  fillMissing(plane, 5);
  expect([...plane]).toEqual([2, 2, 3, 4, 5, 2, 2, 3, 4, 5, 1, 1, 1, 1, 1]);
});
