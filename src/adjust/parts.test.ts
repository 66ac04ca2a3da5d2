import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { simulateBlock } from '../../test/support/simulated-block.js';
import { invert, northUp, toMap } from '../core/geo-transform.js';
import { createRng } from '../core/rng.js';
import { adjustHeights } from './adjust-heights.js';
import { correctedPosition, heightCorrection, heightCorrectionSigma, planTransform } from './apply.js';
import { checkHeights } from './check-heights.js';
import { loopMisclosures, pairDifferences } from './loops.js';
import { evaluate, MODEL_TERMS, meanProduct, TERMS, termValue } from './model.js';
import type { SceneResult } from './result.js';
import { normalise, sceneOf } from './scene.js';
import { splitControl } from './split-control.js';

const scene = sceneOf('a', 'o1', { transform: northUp(500_000, 4_100_000, 8, 8), width: 1000, height: 2000 });
const result = (parameters: readonly number[], covariance: readonly number[] = []): SceneResult => {
  const base = { scene, status: 'adjusted', model: 'cubic', requested: 'cubic', reason: null } as const;
  return { ...base, parameters, covariance };
};
const coefficient = fc.double({ min: -20, max: 20, noNaN: true });

describe('scenes and polynomials', () => {
  it('run from -1 to 1 over the grid, east and north', () => {
    expect(normalise(scene, 500_000, 4_100_000)).toEqual([-1, 1]);
    expect(normalise(scene, 508_000, 4_084_000)).toEqual([1, -1]);
    const turned = sceneOf('b', null, { transform: [0, 1, 10, 1, 0, 20], width: 4, height: 6 });
    expect(turned).toMatchObject({ centre: [13, 22], halfSize: [3, 2] });
  });

  it('evaluate the sum of their terms', () => {
    fc.assert(
      fc.property(
        fc.array(coefficient, { minLength: 10, maxLength: 10 }),
        coefficient,
        coefficient,
        (c, a, b) => {
          const [u, v] = [a / 20, b / 20];
          const sum = TERMS.reduce((s, _, t) => s + c[t]! * termValue(t, u, v), 0);
          expect(evaluate(c, u, v)).toBeCloseTo(sum, 9);
          expect(evaluate(c.slice(0, 3), u, v)).toBeCloseTo(c[0]! + c[1]! * u + c[2]! * v, 9);
        },
      ),
    );
    expect(MODEL_TERMS.cubic).toHaveLength(TERMS.length);
  });

  it('have the mean products of an integral over the scene', () => {
    const n = 200;
    for (const [a, b] of [
      [0, 0],
      [1, 6],
      [3, 5],
      [4, 4],
      [9, 2],
      [1, 2],
    ] as const) {
      let sum = 0;
      for (let i = 0; i < n * n; i++) {
        const [u, v] = [(2 * ((i % n) + 0.5)) / n - 1, (2 * (Math.floor(i / n) + 0.5)) / n - 1];
        sum += (termValue(a, u, v) * termValue(b, u, v)) / (n * n);
      }
      expect(meanProduct(a, b)).toBeCloseTo(sum, 3);
    }
  });

  it('the plan transform is the corrected position, and its inverse finds the raw one', () => {
    fc.assert(
      fc.property(
        fc.array(coefficient, { minLength: 6, maxLength: 6 }),
        coefficient,
        coefficient,
        (p, a, b) => {
          const [x, y] = [504_000 + 200 * a, 4_092_000 + 400 * b];
          const corrected = correctedPosition(result(p), x, y);
          const transform = planTransform(result(p));
          const mapped = toMap(transform, x, y);
          const back = toMap(invert(transform), ...corrected);
          for (const k of [0, 1] as const) {
            expect(mapped[k]).toBeCloseTo(corrected[k], 6);
            expect(back[k]).toBeCloseTo([x, y][k]!, 5);
          }
        },
      ),
    );
  });

  it('the sigma of a correction is that of its samples', () => {
    const rng = createRng(4);
    const n = 20_000;
    const covariance = new Array<number>(100).fill(0);
    covariance[0] = 4;
    covariance[11] = 1;
    covariance[1] = covariance[10] = 1.5;
    let squares = 0;
    for (let i = 0; i < n; i++) {
      const z = rng.normal();
      const parameters = [2 * z, 0.75 * z + Math.sqrt(1 - 0.75 ** 2) * rng.normal(), 0, 0, 0, 0, 0, 0, 0, 0];
      squares += heightCorrection(result(parameters), 506_000, 4_090_000) ** 2;
    }
    const sigma = heightCorrectionSigma(result([], covariance), 506_000, 4_090_000);
    expect(sigma / Math.sqrt(squares / n)).toBeCloseTo(1, 1);
    expect(sigma).toBeCloseTo(Math.sqrt(4 + 2 * 1.5 * 0.5 + 0.25), 9);
  });
});

describe('loops', () => {
  const pair = (sceneA: string, sceneB: string, difference: number) => ({
    sceneA,
    sceneB,
    difference,
    sigma: 0.1,
  });

  it('misclose by what the pairs contradict, one loop per surplus pair', () => {
    const square = [pair('a', 'b', 1), pair('b', 'c', 2), pair('d', 'c', 0.5), pair('a', 'd', 2.25)];
    const [loop, ...none] = loopMisclosures(square);
    expect(none).toEqual([]);
    expect(new Set(loop!.scenes)).toEqual(new Set(['a', 'b', 'c', 'd']));
    expect(Math.abs(loop!.misclosure)).toBeCloseTo(0.25, 12);
    expect(loop!.sigma).toBeCloseTo(0.2, 12);
    expect(loopMisclosures([...square, pair('x', 'y', 3)])).toHaveLength(1);
    expect(loopMisclosures([...square, pair('b', 'd', 1.25), pair('y', 'x', 1)])).toHaveLength(2);
  });

  it('close when the differences come from heights, whatever the graph', () => {
    const edge = fc.tuple(fc.nat(6), fc.nat(6)).filter(([a, b]) => a !== b);
    fc.assert(
      fc.property(
        fc.array(coefficient, { minLength: 7, maxLength: 7 }),
        fc.uniqueArray(edge, { selector: (e) => [...e].sort().join(), minLength: 1 }),
        (h, edges) => {
          const loops = loopMisclosures(edges.map(([a, b]) => pair(`${a}`, `${b}`, h[b]! - h[a]!)));
          for (const { misclosure } of loops) expect(Math.abs(misclosure)).toBeLessThan(1e-9);
          const nodes = new Set(edges.flat());
          expect(loops.length).toBeGreaterThanOrEqual(edges.length - nodes.size + 1);
        },
      ),
    );
  });

  it('of a block are metres before and noise after the adjustment', () => {
    const block = simulateBlock(3, { chipNoise: 0.25 });
    const adjusted = adjustHeights({ ...block, datum: { kind: 'control' } });
    const worst = (when: 'before' | 'after'): number =>
      Math.max(...loopMisclosures(pairDifferences(adjusted, 'h', when)).map((l) => Math.abs(l.misclosure)));
    expect(loopMisclosures(pairDifferences(adjusted, 'h', 'after'))).toHaveLength(17 - 12 + 1);
    expect(worst('before')).toBeGreaterThan(2);
    expect(worst('after')).toBeLessThan(0.5);
  });
});

describe('control and check points', () => {
  const rng = createRng(5);
  const points = Array.from({ length: 800 }, (_, i) => {
    return { id: `p${i}`, x: 5000 * rng.next(), y: 5000 * rng.next(), sigma: 0.1 + rng.next() };
  });
  const options = { cellSize: 160, checkCount: 60, seed: 3 };

  it('are disjoint, thinned to one per cell, the best of it, and independent of the order', () => {
    const split = splitControl(points, options);
    expect(split.check).toHaveLength(60);
    expect(new Set([...split.check, ...split.control, ...split.thinned]).size).toBe(800);
    const cell = (p: { x: number; y: number }): string => `${Math.floor(p.x / 160)},${Math.floor(p.y / 160)}`;
    const left = new Map([...split.check, ...split.control].map((p) => [cell(p), p]));
    expect(left.size).toBe(split.check.length + split.control.length);
    for (const p of split.thinned) expect(left.get(cell(p))!.sigma).toBeLessThanOrEqual(p.sigma);
    expect(splitControl(points.toReversed(), options)).toMatchObject({ check: split.check });
    expect(splitControl(points, { ...options, seed: 4 }).check).not.toEqual(split.check);
  });

  it('are refused when all would be check points, or when a check point was used', () => {
    expect(() => splitControl(points.slice(0, 50), options)).toThrow(
      expect.objectContaining({ code: 'config' }),
    );
    const block = simulateBlock(1, { chipNoise: 0.25 });
    const adjusted = adjustHeights({ ...block, datum: { kind: 'control' } });
    expect(() => checkHeights(adjusted, [block.control[5]!])).toThrow(
      expect.objectContaining({ code: 'config' }),
    );
  });
});
