import { describe, expect, it } from 'vitest';
import { ground, rawPosition, type SlopingBlock, slopingBlock } from '../../test/support/sloping-block.js';
import { adjustHeights } from './adjust-heights.js';
import { correctedPosition, heightCorrection } from './apply.js';
import { evaluate } from './model.js';
import type { AdjustmentResult } from './result.js';
import { normalise } from './scene.js';

const SEEDS = Array.from({ length: 40 }, (_, i) => i + 1);
const control = { kind: 'control' } as const;

/** Mean of (estimate - truth)² / variance over all parameters of all blocks, and the share within three sigma. */
function calibration(
  blocks: readonly (readonly [AdjustmentResult, SlopingBlock])[],
  of: 'plan' | 'height',
): { readonly chi: number; readonly within: number; readonly rms: number } {
  const squares = blocks.flatMap(([{ scenes }, { truth }]) =>
    scenes.flatMap(({ parameters, covariance }, s) =>
      parameters.map((p, i) => {
        const error = (p - truth[s]![of][i]!) ** 2;
        return { error, z: error / covariance[i * (parameters.length + 1)]! };
      }),
    ),
  );
  const mean = (value: (s: (typeof squares)[number]) => number): number =>
    squares.reduce((sum, s) => sum + value(s), 0) / squares.length;
  return {
    chi: mean((s) => s.z),
    within: mean((s) => (s.z < 9 ? 1 : 0)),
    rms: Math.sqrt(mean((s) => s.error)),
  };
}

/** RMSE of the block's heights on the ground, everything corrected: without the noise of any observation. */
function heightError(
  { scenes, truth, places }: SlopingBlock,
  plan: AdjustmentResult,
  height: AdjustmentResult,
) {
  const errors = places.map(({ scene, x, y }) => {
    const s = scenes.findIndex(({ id }) => id === scene);
    const raw = rawPosition(plan.scenes[s]!, x, y);
    const shown = correctedPosition({ ...plan.scenes[s]!, parameters: truth[s]!.plan }, ...raw);
    const h = ground(...shown) - evaluate(truth[s]!.height, ...normalise(scenes[s]!, ...raw));
    return h + heightCorrection(height.scenes[s]!, ...raw) - ground(x, y);
  });
  return Math.sqrt(errors.reduce((sum, e) => sum + e * e, 0) / errors.length);
}

describe('heights taken at positions that are a few metres wrong, on hills (40 blocks)', {
  timeout: 60_000,
}, () => {
  const blocks = SEEDS.map((seed) => slopingBlock(seed, 'reference'));
  const naive = blocks.map(({ plan: _, ...b }) => adjustHeights({ ...b, datum: control }));
  const joint = blocks.map((b) => adjustHeights({ ...b, datum: control }));

  it('the covariance of the heights holds the uncertainty of the positions', () => {
    const { chi, within } = calibration(
      joint.map((h, k) => [h, blocks[k]!]),
      'height',
    );
    expect(chi).toBeGreaterThan(0.8);
    expect(chi).toBeLessThan(1.2);
    expect(within).toBeGreaterThanOrEqual(0.99);
    // Taken as exact, the positions spoil it: this is what the test is about.
    expect(
      calibration(
        naive.map((h, k) => [h, blocks[k]!]),
        'height',
      ).chi,
    ).toBeGreaterThan(3);
  });

  it('the positions become better, and their covariance stays honest', () => {
    const before = calibration(
      blocks.map((b) => [b.plan, b]),
      'plan',
    );
    const after = calibration(
      joint.map((h, k) => [h.plan!, blocks[k]!]),
      'plan',
    );
    for (const { chi, within } of [before, after]) {
      expect(chi).toBeGreaterThan(0.8);
      expect(chi).toBeLessThan(1.2);
      expect(within).toBeGreaterThanOrEqual(0.99);
    }
    expect(after.rms).toBeLessThan(before.rms / 2);
  });

  it('the corrected scenes come nearer to the ground', () => {
    let [better, sumNaive, sumJoint] = [0, 0, 0];
    for (const [k, b] of blocks.entries()) {
      const [without, together] = [
        heightError(b, b.plan, naive[k]!),
        heightError(b, joint[k]!.plan!, joint[k]!),
      ];
      if (together < without) better++;
      sumNaive += without;
      sumJoint += together;
    }
    expect(better).toBeGreaterThan(0.9 * blocks.length);
    expect(sumJoint).toBeLessThan(0.7 * sumNaive);
  });
});

it('flat ground says nothing about positions, and is not disturbed by them', () => {
  const block = slopingBlock(1, 'reference');
  const flat = <T extends object>(list: readonly T[]) => list.map((o) => ({ ...o, slope: [0, 0] as const }));
  const [ties, points] = [flat(block.ties), flat(block.control)];
  const joint = adjustHeights({ ...block, ties, control: points, datum: control });
  const { plan: _, ...alone } = block;
  const heights = adjustHeights({ ...alone, ties, control: points, datum: control });
  const expectNear = (found: readonly number[], expected: readonly number[], digits: number): void => {
    for (const [i, value] of found.entries()) expect(value).toBeCloseTo(expected[i]!, digits);
  };
  for (const [s, { parameters, covariance }] of joint.scenes.entries()) {
    expectNear(parameters, heights.scenes[s]!.parameters, 6);
    expectNear(covariance, heights.scenes[s]!.covariance, 8);
    expectNear(joint.plan!.scenes[s]!.parameters, block.plan.scenes[s]!.parameters, 9);
    expectNear(joint.plan!.scenes[s]!.covariance, block.plan.scenes[s]!.covariance, 6);
  }
});

it('positions without datum are as good as the geocoding, until laser points on slopes say more', () => {
  const errors = SEEDS.slice(0, 12).flatMap((seed) => {
    const block = slopingBlock(seed, 'free');
    const { plan } = adjustHeights({ ...block, datum: control });
    const shifts = ({ scenes }: AdjustmentResult): number[] =>
      scenes.flatMap(({ parameters }, s) => [0, 3].map((i) => parameters[i]! - block.truth[s]!.plan[i]!));
    const variances = plan!.scenes.flatMap(({ covariance }) => [covariance[0]!, covariance[21]!]);
    const before = shifts(block.plan);
    return shifts(plan!).map((after, i) => ({ before: before[i]!, after, variance: variances[i]! }));
  });
  const mean = (of: (e: (typeof errors)[number]) => number): number =>
    errors.reduce((sum, e) => sum + of(e), 0) / errors.length;
  const before = Math.sqrt(mean((e) => e.before ** 2));
  expect(Math.sqrt(mean((e) => e.after ** 2))).toBeLessThan(before / 4);
  const chi = mean((e) => e.after ** 2 / e.variance);
  expect(chi).toBeGreaterThan(0.6);
  expect(chi).toBeLessThan(1.6);
});
