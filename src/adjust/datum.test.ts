import { describe, expect, it } from 'vitest';
import { simulateBlock } from '../../test/support/simulated-block.js';
import { createRng } from '../core/rng.js';
import { adjustHeights } from './adjust-heights.js';
import { adjustPlan } from './adjust-plan.js';
import { heightCorrection, heightCorrectionSigma } from './apply.js';
import { checkHeights } from './check-heights.js';
import { evaluate } from './model.js';
import type { HeightControl } from './observations.js';
import type { AdjustmentResult } from './result.js';
import { normalise, type Scene } from './scene.js';

const BLOCK = simulateBlock(7, { chipNoise: 0.25 });
const { scenes, ties, control, checks, truth } = BLOCK;

/** Heights of a reference DEM of 3 m noise on a 5 x 5 grid per scene. */
function reference(seed: number, onlyNorth = false): HeightControl[] {
  const rng = createRng(seed);
  return scenes.flatMap(({ id, centre, halfSize }, s) =>
    Array.from({ length: 25 }, (_, k): HeightControl => {
      const v = (Math.floor(k / 5) - 2) / 2.2;
      const [x, y] = [centre[0] + (halfSize[0] * ((k % 5) - 2)) / 2.2, centre[1] + halfSize[1] * v];
      const h = -evaluate(truth[s]!.height, ...normalise(scenes[s]!, x, y)) + 3 * rng.normal();
      return { id: `srtm-${id}-${k}`, kind: 'reference', scene: id, x, y, h, known: 0, sigma: 3 };
    }).filter((o) => !onlyNorth || o.y > centre[1]),
  );
}

function worstTie(result: AdjustmentResult): number {
  return Math.max(...result.groups.filter((g) => g.group === 'tie').map((g) => g.rmsAfter));
}

describe('datum of a height block', () => {
  it('from a reference DEM alone: tilts go, the reference noise averages out', () => {
    const result = adjustHeights({ scenes, ties, control: reference(1), datum: { kind: 'reference' } });
    const { before, after } = checkHeights(result, checks);
    expect(after.rmse / before.rmse).toBeLessThan(0.35);
    expect(result.scenes.every((s) => s.status === 'adjusted')).toBe(true);
  });

  it('from control and reference together, better than from the reference', () => {
    const both = [...control, ...reference(1)];
    const joint = adjustHeights({ scenes, ties, control: both, datum: { kind: 'control' } });
    const weak = adjustHeights({ scenes, ties, control: reference(1), datum: { kind: 'reference' } });
    expect(checkHeights(joint, checks).after.rmse).toBeLessThan(checkHeights(weak, checks).after.rmse);
    expect(joint.groups.map((g) => g.group)).toEqual(['tie', 'control', 'reference']);
  });

  it('from a fixed scene, which stays as it is while the others join it', () => {
    const datum = { kind: 'fixed', scenes: ['o1s1'] } as const;
    const result = adjustHeights({ scenes, ties, control: [], datum });
    const fixed = result.scenes.find((s) => s.scene.id === 'o1s1')!;
    expect(fixed.status).toBe('fixed');
    expect(fixed.parameters.every((p) => p === 0)).toBe(true);
    expect(worstTie(result)).toBeLessThan(0.6);
    const near = result.scenes.find((s) => s.scene.id === 'o1s0')!;
    const far = result.scenes.find((s) => s.scene.id === 'o3s2')!;
    const sigma = (s: typeof near): number => heightCorrectionSigma(s, ...s.scene.centre);
    expect(sigma(far)).toBeGreaterThan(sigma(near));
  });

  it('from nothing: ties close, and the corrections are of least mean square', () => {
    const free = adjustHeights({ scenes, ties, control: [], datum: { kind: 'free' } });
    expect(free.datumDefect).toBe(10);
    expect(worstTie(free)).toBeLessThan(0.6);
    // Least mean square: orthogonal to every polynomial that is common to the block, here by Gauss-Legendre quadrature.
    const nodes = [-0.8611363115940526, -0.3399810435848563, 0.3399810435848563, 0.8611363115940526];
    const weights = [0.3478548451374538, 0.6521451548625461, 0.6521451548625461, 0.3478548451374538];
    for (const power of [0, 1, 2, 3]) {
      let sum = 0;
      let size = 0;
      for (const { scene, parameters } of free.scenes) {
        for (const [i, u] of nodes.entries()) {
          for (const [j, v] of nodes.entries()) {
            const x = scene.centre[0] + u * scene.halfSize[0];
            const p = ((x - 560_000) / 90_000) ** power;
            const part = weights[i]! * weights[j]! * evaluate(parameters, u, v) * p;
            sum += part;
            size += Math.abs(part);
          }
        }
      }
      expect(Math.abs(sum) / size).toBeLessThan(1e-7);
    }
  });

  it('from nothing: the covariance is that of the estimate about the free solution without noise', () => {
    let chi = 0;
    let count = 0;
    for (let seed = 1; seed <= 6; seed++) {
      const free = (tieFactor: number): AdjustmentResult => {
        const block = simulateBlock(seed, { chipNoise: 0.25, tieFactor });
        // Ties observe the bending of the whole block badly: a narrow prior would rule it.
        const prior = [1e4, 1e4, 1e4, 1e4] as const;
        return adjustHeights({ ...block, control: [], datum: { kind: 'free' }, prior });
      };
      const [noisy, exact] = [free(1), free(1e-3)];
      for (const [s, { parameters, covariance }] of noisy.scenes.entries()) {
        for (const [i, p] of parameters.entries()) {
          chi += (p - exact.scenes[s]!.parameters[i]!) ** 2 / covariance[11 * i]!;
          count++;
        }
      }
    }
    expect(chi / count).toBeGreaterThan(0.8);
    expect(chi / count).toBeLessThan(1.2);
  });

  it('is never guessed', () => {
    const call =
      (datum: Parameters<typeof adjustHeights>[0]['datum'], some: readonly HeightControl[]) => () =>
        adjustHeights({ scenes, ties, control: some, datum });
    const config = expect.objectContaining({ code: 'config', hint: expect.stringMatching(/\w/) });
    expect(call({ kind: 'control' }, [])).toThrow(config);
    expect(call({ kind: 'control' }, reference(1))).toThrow(config);
    expect(call({ kind: 'reference' }, control)).toThrow(config);
    expect(call({ kind: 'free' }, control)).toThrow(config);
    expect(call({ kind: 'fixed', scenes: ['elsewhere'] }, [])).toThrow(config);
    const none = { scenes, ties: [], control: [], datum: { kind: 'free' } as const };
    expect(() => adjustHeights(none)).toThrow(expect.objectContaining({ code: 'input' }));
    const strange = ties.map((t) => ({ ...t, sceneA: 'elsewhere' }));
    expect(() => adjustHeights({ ...none, ties: strange })).toThrow(
      expect.objectContaining({ code: 'input' }),
    );
  });

  it('refuses a part of the block that hangs in the air, by name', () => {
    const cut = ties.filter((t) => t.sceneA.startsWith('o3') === t.sceneB.startsWith('o3'));
    const held = control.filter((c) => !c.scene.startsWith('o3'));
    expect(() => adjustHeights({ scenes, ties: cut, control: held, datum: { kind: 'control' } })).toThrow(
      expect.objectContaining({ code: 'geometry', subject: 'o3s0, o3s1, o3s2' }),
    );
  });
});

describe('weak blocks', () => {
  const without = (id: string) => ties.filter((t) => t.sceneA !== id && t.sceneB !== id);

  it('a scene without ties lives on its own control, and the result says so', () => {
    const result = adjustHeights({ scenes, ties: without('o2s1'), control, datum: { kind: 'control' } });
    expect(result.warnings.some((w) => w.startsWith('o2s1: no ties'))).toBe(true);
    expect(checkHeights(result, checks).after.rmse).toBeLessThan(1.1);
  });

  it('a scene without anything stays as it is, and the result says so', () => {
    const some = control.filter((c) => c.scene !== 'o2s1');
    const result = adjustHeights({
      scenes,
      ties: without('o2s1'),
      control: some,
      datum: { kind: 'control' },
    });
    const alone = result.scenes.find((s) => s.scene.id === 'o2s1')!;
    expect(alone.status).toBe('unobserved');
    expect(alone.parameters.every((p) => p === 0)).toBe(true);
    expect(result.warnings.filter((w) => w.startsWith('o2s1: no observation'))).toHaveLength(1);
  });

  it('a scene with five control points gets a plane, one with a single one an offset, with the reason', () => {
    for (const [count, model] of [
      [5, 'plane'],
      [1, 'offset'],
    ] as const) {
      const mine = control.filter((c) => c.scene === 'o2s1').slice(0, count);
      const some = [...control.filter((c) => c.scene !== 'o2s1'), ...mine];
      const result = adjustHeights({
        scenes,
        ties: without('o2s1'),
        control: some,
        datum: { kind: 'control' },
      });
      const weak = result.scenes.find((s) => s.scene.id === 'o2s1')!;
      expect(weak).toMatchObject({ model, requested: 'cubic', status: 'adjusted' });
      expect(weak.reason).toMatch(/cubic model/);
      expect(result.warnings.some((w) => w.startsWith(`o2s1: ${model} model only`))).toBe(true);
      expect(result.scenes.filter((s) => s.model === 'cubic')).toHaveLength(11);
    }
  });

  it('control in one corner of the block cannot carry a common cubic: the orders fall and nothing explodes', () => {
    const three = control.filter((c) => c.scene === 'o0s0').slice(0, 3);
    const result = adjustHeights({ scenes, ties, control: three, datum: { kind: 'control' } });
    expect(result.scenes.every((s) => s.model !== 'cubic' && s.reason !== null)).toBe(true);
    for (const s of result.scenes) {
      for (const [x, y] of [s.scene.centre, [s.scene.centre[0] + s.scene.halfSize[0], s.scene.centre[1]]]) {
        expect(Math.abs(heightCorrection(s, x!, y!))).toBeLessThan(100);
      }
    }
  });

  it('an along-track gap: the two halves of the block hold by their own control, or are refused', () => {
    const row = (id: string): string => id.slice(-1);
    const cut = ties.filter((t) => (row(t.sceneA) === '2') === (row(t.sceneB) === '2'));
    const result = adjustHeights({ scenes, ties: cut, control, datum: { kind: 'control' } });
    expect(checkHeights(result, checks).after.rmse).toBeLessThan(1.1);
    const south = control.filter((c) => row(c.scene) !== '2');
    expect(() => adjustHeights({ scenes, ties: cut, control: south, datum: { kind: 'control' } })).toThrow(
      expect.objectContaining({ code: 'geometry', subject: 'o0s2, o1s2, o2s2, o3s2' }),
    );
  });

  it('5 % gross errors in ties and control of tens of metres change nothing that matters', () => {
    const dirty = simulateBlock(7, { chipNoise: 0.25, tieOutliers: 0.05, controlOutliers: 0.05 });
    const result = adjustHeights({ ...dirty, datum: { kind: 'control' } });
    expect(checkHeights(result, dirty.checks).after.rmse).toBeLessThan(1.1);
    const half = simulateBlock(7, { chipNoise: 0.25, tieOutliers: 0.2, controlOutliers: 0.2 });
    const heavy = adjustHeights({ ...half, datum: { kind: 'control' } });
    expect(checkHeights(heavy, half.checks).after.rmse).toBeLessThan(1.2);
    expect(heavy.warnings.filter((w) => w.includes('rejected as gross errors'))).toHaveLength(2);
  });
});

describe('models and priors', () => {
  const one: Scene[] = [{ id: 'a', orbit: null, centre: [0, 0], halfSize: [100, 200] }];
  const points = (g: (u: number, v: number) => number): HeightControl[] =>
    Array.from({ length: 121 }, (_, k): HeightControl => {
      const [u, v] = [((k % 11) - 5) / 5, (Math.floor(k / 11) - 5) / 5];
      const noise = 0.01 * (((k * 7919) % 13) - 6);
      const place = { x: 100 * u, y: 200 * v, h: -g(u, v) + noise, known: 0, sigma: 0.05 };
      return { id: `p${k}`, kind: 'control', scene: 'a', ...place };
    });

  it('along-track has 1, u, v, v², v³ and leaves the rest', () => {
    const control = points((u, v) => 4 + 3 * u - 2 * v + v * v - 0.5 * v ** 3);
    const input = { scenes: one, ties: [], control, datum: { kind: 'control' } as const };
    const { parameters, covariance } = adjustHeights({ ...input, model: 'along-track' }).scenes[0]!;
    for (const [i, c] of [4, 3, -2, 0, 0, 1, 0, 0, 0, -0.5].entries())
      expect(parameters[i]).toBeCloseTo(c, 1);
    expect([3, 4, 6, 7, 8].map((i) => [parameters[i], covariance[11 * i]])).toEqual(Array(5).fill([0, 0]));
  });

  it('a narrow prior pulls, the default one does not', () => {
    const control = points(() => 50);
    const input = {
      scenes: one,
      ties: [],
      control,
      datum: { kind: 'control' } as const,
      model: 'offset' as const,
    };
    expect(adjustHeights(input).scenes[0]!.parameters[0]).toBeCloseTo(50, 1);
    const pulled = adjustHeights({ ...input, prior: [0.001, 1, 1, 1] }).scenes[0]!.parameters[0]!;
    expect(pulled).toBeLessThan(25);
  });

  it('warns when the sigmas are far from the residuals', () => {
    const control = points(() => 50).map((c) => ({ ...c, sigma: 1 }));
    const { warnings, groups } = adjustHeights({
      scenes: one,
      ties: [],
      control,
      datum: { kind: 'control' },
    });
    expect(groups[0]!.scale).toBeLessThan(0.1);
    expect(warnings.some((w) => w.includes('times too large'))).toBe(true);
  });
});

describe('plan', () => {
  it('ties that were not matched in plan are left out; a pair tied by one point gets a shift', () => {
    const few = ties.filter((t) => t.sceneA !== 'o3s2' && t.sceneB !== 'o3s2');
    const last = ties.find((t) => t.sceneB === 'o3s2')!;
    const blind = ties.filter((t) => t.sceneB === 'o3s2').map((t) => ({ ...t, sigmaX: null, sigmaY: null }));
    const datum = { kind: 'fixed', scenes: ['o0s0'] } as const;
    const result = adjustPlan({ scenes, ties: [...few, last, ...blind], control: [], datum });
    expect(result.scenes.find((s) => s.scene.id === 'o3s2')).toMatchObject({ model: 'offset' });
    expect(result.scenes.filter((s) => s.model === 'plane')).toHaveLength(11 + 1 - 1);
    expect(result.groups[0]!.count).toBe(few.length + 1);
  });

  it('free: six dimensions are open and the ties close', () => {
    const result = adjustPlan({ scenes, ties, control: [], datum: { kind: 'free' } });
    expect(result.datumDefect).toBe(6);
    expect(worstTie(result)).toBeLessThan(0.9);
  });
});
