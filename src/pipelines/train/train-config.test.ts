import { describe, expect, test } from 'vitest';
import { createRng } from '../../core/rng.js';
import { turned } from '../../nn/train/dihedral.js';
import { identityOf, scheduleOf } from './config.js';
import { curvesFigure } from './curves.js';
import { parseDuration } from './options.js';
import { readConfig } from './read-config.js';
import { simulatedTerrain, simulatedTerrainSchema } from './simulated-terrain.js';

const read = (text: string, ...changes: string[]) => readConfig(text, 'a.yaml', changes);

describe('a configuration', () => {
  test('says only what differs from the defaults', () => {
    const config = read('network: {type: unet}');
    expect(config).toMatchObject({
      network: { type: 'unet', levels: 5, base: 16 },
      data: { type: 'simulated-terrain', size: 64 },
      loss: { l1: 1 },
      optimiser: { type: 'adamw', clip: 1, average: null },
      ...{ batch: 8, steps: 1000, seed: 1, device: 'auto' },
    });
    expect(scheduleOf(config).decay).toEqual({ type: 'cosine', steps: 1000, final: 0 });
  });

  test('is changed from outside, also where it says nothing', () => {
    const config = read(
      'network: {type: unet, base: 4}\nschedule: {rate: 1}',
      ...[
        'network.base=8',
        'data.size=32',
        'schedule.decay={type: step, every: 5, factor: 0.5}',
        'loss.l2=2',
      ],
    );
    expect(config.network).toMatchObject({ base: 8 });
    expect(config.data).toMatchObject({ type: 'simulated-terrain', size: 32 });
    expect(config.loss).toEqual({ l2: 2 });
    expect(scheduleOf(config)).toEqual({
      rate: 1,
      warmup: 0,
      decay: { type: 'step', every: 5, factor: 0.5 },
    });
  });

  test('names every option that is wrong', () => {
    expect(() => read('network: {type: unet, base: 0}\nbatch: x')).toThrow(
      /a\.yaml: network\.base: [^\n]+\na\.yaml: batch: /,
    );
    for (const change of ['a..b=1', 'batch', '=1', '__proto__.x=1']) {
      expect(() => read('network: {type: unet}', change), change).toThrow(/not of the form/);
    }
    expect(() => read('network: {type: unet}', 'batch=[')).toThrow(/--set batch=\[: the value is not YAML/);
    expect(() => read('network: {type: unet, bass: 4}', 'stpes=5', 'constructor.x=1')).toThrow(
      /"network\.bass"[\s\S]*"stpes"[\s\S]*"constructor"/,
    );
  });

  test('decides what a checkpoint belongs to, but not by where and how long it trains', () => {
    const text = 'network: {type: unet}\nschedule: {decay: {type: none}}';
    const identity = (...changes: string[]) => identityOf(read(text, ...changes));
    expect(
      identity('steps=5', 'device=cpu', 'threads=3', 'validation.every=7', 'checkpoint.every=2'),
    ).toEqual(identity());
    for (const change of ['seed=2', 'batch=4', 'validation.share=0.2', 'schedule.rate=1', 'data.count=9']) {
      expect(identity(change), change).not.toEqual(identity());
    }
  });
});

test.each([
  ['90s', 90_000],
  ['30min', 1_800_000],
  ['2h', 7_200_000],
  ['1h30m', 5_400_000],
  ['0.5h', 1_800_000],
])('%s are %i milliseconds', (text, expected) => {
  expect(parseDuration(text)).toBe(expected);
});

test.each(['', '5', 'h', '2 h', '2h later', '-1h'])('"%s" is no time', (text) => {
  expect(() => parseDuration(text)).toThrow(/is not a time/);
});

describe('simulated terrain', () => {
  const config = simulatedTerrainSchema.parse({ type: 'simulated-terrain', size: 32 });
  const standing = simulatedTerrain(config, 3, null);

  test('is the same for the same index, and different for others', () => {
    expect(simulatedTerrain(config, 3, null)).toEqual(standing);
    expect(simulatedTerrain(config, 4, null).height).not.toEqual(standing.height);
    expect(simulatedTerrain({ ...config, seed: 2 }, 3, null).height).not.toEqual(standing.height);
  });

  test('heights have no mean and vary by about one; images are brighter where slopes face the sun', () => {
    const { height, image } = standing;
    const mean = height.reduce((a, b) => a + b, 0) / height.length;
    const deviation = Math.sqrt(height.reduce((a, b) => a + b * b, 0) / height.length);
    expect(Math.abs(mean)).toBeLessThan(1e-5);
    expect(deviation).toBeGreaterThan(0.2);
    expect(deviation).toBeLessThan(5);
    // Sun in the north-west: ground that rises towards the south-east faces it.
    let agreement = 0;
    for (let row = 1; row < 31; row++) {
      for (let col = 1; col < 31; col++) {
        const rise = height[(row + 1) * 32 + col + 1]! - height[(row - 1) * 32 + col - 1]!;
        agreement += rise * (image[row * 32 + col]! - Math.sin((35 * Math.PI) / 180));
      }
    }
    expect(agreement).toBeGreaterThan(0);
  });

  test('augmentation turns the ground, not the light', () => {
    const pictures = new Map<string, Float32Array>();
    for (let seed = 0; seed < 40; seed++) {
      const { height, image } = simulatedTerrain(config, 3, createRng(seed));
      pictures.set(height.join(), image);
    }
    const heights = Array.from({ length: 8 }, (_, s) =>
      turned(standing.height, [32, 32], s).map(rounded).join(),
    );
    expect(pictures.size).toBe(8);
    for (const [height] of pictures) {
      expect(heights).toContain(Float32Array.from(height.split(','), Number).map(rounded).join());
    }
    // If the light turned with the ground, all sums of brightness were equal. As it is, the two of a pair that mirrors along the light are.
    const sums = [...pictures.values()].map((image) => image.reduce((a, b) => a + b, 0).toFixed(3));
    expect(new Set(sums).size).toBe(4);
  });
});

/** The mean of turned ground is summed in another order. */
const rounded = (v: number): number => Math.round(v * 1000);

describe('curves', () => {
  const curve = {
    label: 'loss',
    points: Array.from({ length: 5000 }, (_, i) => [i + 1, 1 / (i + 1)] as const),
  };
  const figure = (changes: object) =>
    curvesFigure({ title: 'Loss', caption: '', curves: [curve], logarithmic: true, wide: true, ...changes })
      .svg.markup;

  test('long ones are averaged, positive ones logarithmic', () => {
    const markup = figure({});
    expect(markup.match(/L[\d.]+ [\d.]+/g)!.length).toBeLessThan(600);
    expect(markup).toContain('log10 of loss');
    expect(markup).not.toContain('NaN');
  });

  test('empty and constant ones have axes, too', () => {
    for (const points of [[], [[1, 0]], [[5, 0.1]]]) {
      const markup = figure({ curves: [{ label: 'loss', points }] });
      expect(markup).not.toMatch(/NaN|Infinity/);
    }
  });
});
