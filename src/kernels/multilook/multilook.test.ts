import { describe, expect, it } from 'vitest';
import { createRng } from '../../core/rng.js';
import { createReferenceCompute } from '../backends/reference.js';
import { multilook } from './index.js';

const compute = createReferenceCompute();

describe('multilook', () => {
  it('averages the present samples of every block and drops the rest', async () => {
    const power = Float32Array.of(1, 2, 3, 4, 9, 5, Number.NaN, Number.NaN, Number.NaN, 9, 7, 7, 7, 7, 9);
    const { mean } = await compute.run(multilook, { power }, { width: 5, height: 3, looksX: 2, looksY: 2 });
    expect([...mean]).toEqual([8 / 3, 3.5].map(Math.fround));
    const empty = Float32Array.of(Number.NaN, Number.NaN, 1, 2);
    const rows = await compute.run(
      multilook,
      { power: empty },
      { width: 2, height: 2, looksX: 2, looksY: 1 },
    );
    expect([...rows.mean]).toEqual([Number.NaN, 1.5]);
  });

  it('turns one look into as many as there are samples in a block', async () => {
    const rng = createRng(4);
    const power = Float32Array.from({ length: 300 * 300 }, () => -50 * Math.log(1 - rng.next()));
    const { mean } = await compute.run(
      multilook,
      { power },
      { width: 300, height: 300, looksX: 3, looksY: 5 },
    );
    const average = mean.reduce((s, v) => s + v, 0) / mean.length;
    const variance = mean.reduce((s, v) => s + (v - average) ** 2, 0) / mean.length;
    expect(average).toBeCloseTo(50, 0);
    expect(Math.abs(average ** 2 / variance - 15)).toBeLessThan(1);
  });

  it('refuses more looks than pixels', async () => {
    const params = { width: 2, height: 2, looksX: 3, looksY: 1 };
    await expect(compute.run(multilook, { power: new Float32Array(4) }, params)).rejects.toMatchObject({
      code: 'config',
    });
  });
});
