import { describe, expect, it } from 'vitest';
import { type BlockOptions, type SimulatedBlock, simulateBlock } from '../../test/support/simulated-block.js';
import { median } from '../math/order-statistics.js';
import { adjustHeights } from './adjust-heights.js';
import { adjustPlan } from './adjust-plan.js';
import { checkHeights } from './check-heights.js';
import { evaluate } from './model.js';
import type { HeightControl } from './observations.js';
import type { AdjustmentResult } from './result.js';
import { normalise } from './scene.js';

const SEEDS = Array.from({ length: 20 }, (_, i) => i + 1);
const OUTLIERS: BlockOptions = { controlOutliers: 0.02, tieOutliers: 0.05 };

/** RMSE at the check points with the true corrections: their noise, which no adjustment removes. */
function floorOf({ scenes, truth, checks }: SimulatedBlock): number {
  const error = ({ scene, x, y, h, known }: HeightControl): number => {
    const s = scenes.findIndex(({ id }) => id === scene);
    return h + evaluate(truth[s]!.height, ...normalise(scenes[s]!, x, y)) - known;
  };
  return Math.sqrt(checks.reduce((sum, c) => sum + error(c) ** 2, 0) / checks.length);
}

/** Mean of (estimate - truth)² / variance over all parameters of all results, and the share within three sigma. */
function calibration(results: readonly [AdjustmentResult, readonly (readonly number[])[]][]) {
  let chi = 0;
  let count = 0;
  let within = 0;
  for (const [result, truth] of results) {
    result.scenes.forEach(({ parameters, covariance }, s) => {
      parameters.forEach((p, i) => {
        const z = (p - truth[s]![i]!) ** 2 / covariance[i * parameters.length + i]!;
        chi += z;
        count++;
        if (z < 9) within++;
      });
    });
  }
  return { chi: chi / count, within: within / count };
}

function adjust(options: BlockOptions) {
  return SEEDS.map((seed) => {
    const block = simulateBlock(seed, options);
    const result = adjustHeights({ ...block, datum: { kind: 'control' } });
    const { before, after } = checkHeights(result, block.checks);
    return { block, result, before: before.rmse, after: after.rmse, floor: floorOf(block) };
  });
}

describe("heights of a block like the paper's, 20 seeds", { timeout: 60_000 }, () => {
  const runs = adjust({ ...OUTLIERS, chipNoise: 0.25 });

  it('brings the check points from 3.5 m to their own noise', () => {
    for (const { before, after, floor, result } of runs) {
      expect(Math.abs(before - 3.5)).toBeLessThan(0.5);
      expect(after / before).toBeLessThanOrEqual(0.31);
      expect(after / floor).toBeGreaterThan(0.85);
      expect(result.scenes.every((s) => s.model === 'cubic')).toBe(true);
    }
    const overFloor = median(Float64Array.from(runs, (r) => r.after / r.floor));
    expect(overFloor).toBeLessThanOrEqual(1.15);
  });

  it('reports the covariance as it is', () => {
    const { chi, within } = calibration(runs.map((r) => [r.result, r.block.truth.map((t) => t.height)]));
    expect(chi).toBeGreaterThan(0.8);
    expect(chi).toBeLessThan(1.2);
    expect(within).toBeGreaterThanOrEqual(0.99);
  });

  it('rejects the gross errors and hardly anything else', () => {
    let missed = 0;
    let wronged = 0;
    let sound = 0;
    for (const { block, result } of runs) {
      const rejected = new Set(result.observations.filter((o) => o.weight === 0).map((o) => o.id));
      for (const id of block.wrong) if (!rejected.has(id)) missed++;
      for (const { id } of result.observations) {
        if (block.wrong.has(id)) continue;
        sound++;
        if (rejected.has(id)) wronged++;
      }
      for (const g of result.groups) expect(Math.abs(g.scale - 1)).toBeLessThan(0.2);
    }
    expect(missed).toBeLessThanOrEqual(2);
    expect(wronged / sound).toBeLessThan(0.002);
  });
});

describe('variance components', { timeout: 60_000 }, () => {
  it('find factors that the sigmas do not know, ties of single pixels, and keep the covariance right', () => {
    const runs = adjust({ ...OUTLIERS, tieFactor: 0.5, controlFactor: 2 });
    for (const { result } of runs) {
      const scale = Object.fromEntries(result.groups.map((g) => [g.group, g.scale]));
      expect(Math.abs(scale.tie! / 0.5 - 1)).toBeLessThan(0.2);
      expect(Math.abs(scale.control! / 2 - 1)).toBeLessThan(0.2);
    }
    const { chi, within } = calibration(runs.map((r) => [r.result, r.block.truth.map((t) => t.height)]));
    expect(chi).toBeGreaterThan(0.8);
    expect(chi).toBeLessThan(1.2);
    expect(within).toBeGreaterThanOrEqual(0.99);
  });
});

describe("plan of a block like the paper's, 20 seeds", { timeout: 60_000 }, () => {
  it('recovers affine errors of 5 px, held by a weak reference, with the covariance right', () => {
    const runs = SEEDS.map((seed) => {
      const block = simulateBlock(seed, OUTLIERS);
      const input = { scenes: block.scenes, ties: block.ties, control: block.planControl };
      return { block, result: adjustPlan({ ...input, datum: { kind: 'reference' } }) };
    });
    for (const { result } of runs) {
      const ties = result.groups.find((g) => g.group === 'tie')!;
      expect(ties.rmsBefore).toBeGreaterThan(10);
      expect(ties.rmsAfter).toBeLessThan(0.85);
    }
    const { chi, within } = calibration(runs.map((r) => [r.result, r.block.truth.map((t) => t.plan)]));
    expect(chi).toBeGreaterThan(0.8);
    expect(chi).toBeLessThan(1.2);
    expect(within).toBeGreaterThanOrEqual(0.99);
  });
});
