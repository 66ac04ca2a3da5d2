import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createRng } from '../../core/rng.js';
import { createBatchOrder, splitSamples } from './batch-order.js';
import { dihedral, turned } from './dihedral.js';
import { createPrefetcher, prefetchDepth } from './prefetch.js';
import { readBatch } from './read-batch.js';
import { augmented, type SampleSource } from './sample-source.js';

describe('the order of batches', () => {
  test('every epoch holds every sample once, in an order of its own; nothing depends on what was asked before', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 1, max: 9 }),
        fc.integer({ min: 0, max: 1e6 }),
        (count, batch, seed) => {
          const indices = Array.from({ length: count }, (_, i) => 10 * i);
          const order = createBatchOrder(indices, batch, seed);
          const iterations = Math.ceil((3 * count) / batch);
          const draws = Array.from({ length: iterations }, (_, i) => order(i)).flat();
          for (let epoch = 0; epoch < 3; epoch++) {
            const seen = draws.filter((draw) => draw.epoch === epoch).map(({ index }) => index);
            expect(seen.sort((a, b) => a - b)).toEqual(indices);
          }
          const late = createBatchOrder(indices, batch, seed)(iterations - 1);
          expect(late).toEqual(order(iterations - 1));
        },
      ),
    );
  });

  test('epochs and seeds shuffle differently', () => {
    const indices = Array.from({ length: 50 }, (_, i) => i);
    const epoch = (seed: number, i: number) =>
      createBatchOrder(indices, 50, seed)(i).map(({ index }) => index);
    expect(epoch(1, 0)).not.toEqual(epoch(1, 1));
    expect(epoch(1, 0)).not.toEqual(epoch(2, 0));
  });
});

describe('the split', () => {
  test('parts are disjoint, complete, and validation is full batches', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 200 }),
        fc.integer({ min: 1, max: 16 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (count, batch, share) => {
          const { training, validation } = splitSamples(count, batch, share, 3);
          expect([...training, ...validation].sort((a, b) => a - b)).toEqual(
            Array.from({ length: count }, (_, i) => i),
          );
          expect(training.length).toBeGreaterThan(0);
          expect(validation.length % batch).toBe(0);
        },
      ),
    );
    expect(splitSamples(100, 8, 0.1, 1).validation.length).toBe(16);
    expect(splitSamples(100, 8, 0, 1).validation.length).toBe(0);
  });
});

describe('symmetries of the square', () => {
  // 0 1
  // 2 3
  const square = Float32Array.of(0, 1, 2, 3);

  test('the eight symmetries are eight different pictures', () => {
    const pictures = Array.from({ length: 8 }, (_, s) => [...turned(square, [1, 2, 2], s)].join(''));
    expect(new Set(pictures).size).toBe(8);
    expect(pictures[0]).toBe('0123');
    expect(pictures[1]).toBe('0213');
    expect(pictures[2]).toBe('1032');
    expect(pictures[4]).toBe('2301');
    expect(pictures[6]).toBe('3210');
  });

  test('all fields of a sample are turned alike, each plane for itself', () => {
    const shapes = { a: [2, 2, 2], b: [2, 2] };
    const sample = { a: Float32Array.of(0, 1, 2, 3, 10, 11, 12, 13), b: square };
    for (let seed = 0; seed < 20; seed++) {
      const { a, b } = dihedral(sample, shapes, createRng(seed));
      expect([...a!]).toEqual([...b!, ...Array.from(b!, (v) => v + 10)]);
    }
  });

  test('an oblong field is refused', () => {
    expect(() => turned(new Float32Array(6), [2, 3], 1)).toThrow(/\[2, 3\] cannot be turned/);
  });
});

/** Sample i: x = [i, random], y = [i]. */
const numbers: SampleSource = {
  count: 6,
  shapes: { x: [2], y: [1] },
  read: (index, rng) => ({ x: Float32Array.of(index, rng?.next() ?? -1), y: Float32Array.of(index) }),
};

describe('reading a batch', () => {
  const draws = [
    { index: 4, epoch: 0 },
    { index: 1, epoch: 0 },
    { index: 4, epoch: 1 },
  ];

  test('samples stand in the order of the draws; their randomness depends on epoch, index and seed alone', async () => {
    const { fields } = await readBatch(numbers, draws, 7);
    expect([...fields.y!]).toEqual([4, 1, 4]);
    const random = [1, 3, 5].map((i) => fields.x![i]);
    expect(new Set(random).size).toBe(3);
    const alone = await readBatch(numbers, [draws[2]!], 7);
    expect(alone.fields.x![1]).toBe(random[2]);
    const other = await readBatch(numbers, [draws[2]!], 8);
    expect(other.fields.x![1]).not.toBe(random[2]);
  });

  test('an augmented source draws from the same stream', async () => {
    const source = augmented(numbers, ({ x, y }, _, rng) => ({ x: x!.map((v) => v + rng.next()), y: y! }));
    const twice = [await readBatch(source, draws, 7), await readBatch(source, draws, 7)];
    expect(twice[0]!.fields).toEqual(twice[1]!.fields);
    expect(twice[0]!.fields.x).not.toEqual((await readBatch(numbers, draws, 7)).fields.x);
    const plain = await readBatch(source, [{ index: 4, epoch: null }], 7);
    expect([...plain.fields.x!]).toEqual([4, -1]);
  });

  const spoiled = (y: Float32Array | undefined): SampleSource => ({
    ...numbers,
    read: async (index, rng) => {
      const sample = { x: Float32Array.of(index, rng?.next() ?? 0) };
      return index !== 1 ? { ...sample, y: Float32Array.of(0) } : y === undefined ? sample : { ...sample, y };
    },
  });

  test.each([
    [undefined, /Field "y" of sample 1 is missing/],
    [new Float32Array(2), /Field "y" of sample 1 holds 2 values/],
    [Float32Array.of(Number.NaN), /Field "y" of sample 1 holds NaN at position 0/],
    [Float32Array.of(Number.POSITIVE_INFINITY), /Field "y" of sample 1 holds Infinity/],
  ])('%s is an input error that names the sample', async (y, message) => {
    const reading = readBatch(spoiled(y), draws, 7);
    await expect(reading).rejects.toThrow(message);
    await expect(reading).rejects.toMatchObject({ code: 'input', subject: 'sample 1' });
  });
});

describe('prefetching', () => {
  /** Things that are made when the test says so. */
  const workshop = () => {
    const open = new Map<number, (value: number) => void>();
    const started: number[] = [];
    return {
      started,
      make: (i: number) =>
        new Promise<number>((resolve) => {
          started.push(i);
          open.set(i, resolve);
        }),
      finish: (i: number) => open.get(i)!(i),
    };
  };

  test('keeps to its depth and to the order', async () => {
    const shop = workshop();
    const prefetcher = createPrefetcher({ make: shop.make, first: 5, end: 9, depth: 2, now: () => 0 });
    expect(shop.started).toEqual([5, 6]);
    const first = prefetcher.next();
    shop.finish(6);
    shop.finish(5);
    expect(await first).toBe(5);
    expect(shop.started).toEqual([5, 6, 7]);
    expect(await prefetcher.next()).toBe(6);
    expect(shop.started).toEqual([5, 6, 7, 8]);
    shop.finish(7);
    shop.finish(8);
    expect([await prefetcher.next(), await prefetcher.next()]).toEqual([7, 8]);
    expect(await prefetcher.next()).toBeNull();
  });

  test('an error reaches whoever takes that one', async () => {
    const prefetcher = createPrefetcher({
      make: (i) => (i === 1 ? Promise.reject(new Error('no 1')) : Promise.resolve(i)),
      ...{ first: 0, end: 3, depth: 3, now: () => 0 },
    });
    expect(await prefetcher.next()).toBe(0);
    await expect(prefetcher.next()).rejects.toThrow('no 1');
    expect(await prefetcher.next()).toBe(2);
  });

  test('measures the waiting', async () => {
    let clock = 0;
    const shop = workshop();
    const prefetcher = createPrefetcher({ make: shop.make, first: 0, end: 9, depth: 1, now: () => clock });
    const first = prefetcher.next();
    clock += 30;
    shop.finish(0);
    await first;
    expect(prefetcher.waitedMs).toBe(30);
    shop.finish(1);
    clock += 100;
    await prefetcher.next();
    expect(prefetcher.waitedMs).toBe(30);
  });

  test('the depth follows from the memory, and is at least one', () => {
    expect(prefetchDepth(100, 1000, 8)).toBe(10);
    expect(prefetchDepth(100, 1000, 2)).toBe(4);
    expect(prefetchDepth(5000, 1000, 2)).toBe(1);
  });
});
