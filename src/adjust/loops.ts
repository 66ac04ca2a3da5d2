import { median } from '../math/order-statistics.js';
import { NMAD_FACTOR } from '../math/robust.js';
import type { AdjustmentResult } from './result.js';

/** Typical difference B - A of a pair of scenes in one component. */
export interface PairDifference {
  readonly sceneA: string;
  readonly sceneB: string;
  readonly difference: number;
  /** Standard error of `difference`. */
  readonly sigma: number;
}

export interface LoopMisclosure {
  /** Scenes round the loop; the last is connected to the first. */
  readonly scenes: readonly string[];
  /** Sum of the differences round the loop: 0 if the pairs were consistent. */
  readonly misclosure: number;
  readonly sigma: number;
}

/**
 * Median difference of every pair of scenes that share ties, from an adjustment's observations.
 *
 * @param when with raw (`before`) or corrected values
 */
export function pairDifferences(
  { observations }: AdjustmentResult,
  component: 'x' | 'y' | 'h',
  when: 'before' | 'after',
): PairDifference[] {
  const pairs = new Map<string, { scenes: readonly string[]; values: number[] }>();
  for (const o of observations) {
    if (o.group !== 'tie' || o.component !== component || o.weight === 0) continue;
    const key = JSON.stringify(o.scenes);
    const pair = pairs.get(key) ?? { scenes: o.scenes, values: [] };
    pair.values.push(-o[when]);
    pairs.set(key, pair);
  }
  return [...pairs.values()].map(({ scenes, values }) => {
    const difference = median(Float64Array.from(values));
    const spread = NMAD_FACTOR * median(Float64Array.from(values, (v) => Math.abs(v - difference)));
    return {
      sceneA: scenes[0]!,
      sceneB: scenes[1]!,
      difference,
      // The median of normal noise has pi/2 times the variance of the mean.
      sigma: spread * Math.sqrt(Math.PI / 2 / values.length),
    };
  });
}

/**
 * Misclosures of a fundamental set of loops: every pair that a breadth-first spanning tree leaves out closes one loop with
 * the tree. Loops through tilted scenes misclose by the tilts' difference between the overlaps; after the adjustment they
 * shall not.
 */
export function loopMisclosures(pairs: readonly PairDifference[]): LoopMisclosure[] {
  const path = spanningTree(pairs);
  return pairs.flatMap((pair) => {
    const toA = path.get(pair.sceneA)!;
    const toB = path.get(pair.sceneB)!;
    if (toA.at(-1)?.pair === pair || toB.at(-1)?.pair === pair) return [];
    let shared = 0;
    while (shared < toA.length && toA[shared]!.pair === toB[shared]?.pair) shared++;
    const up = toA.slice(shared);
    const down = toB.slice(shared);
    const top = up[0]?.from ?? down[0]?.from ?? pair.sceneA;
    const sum = (steps: readonly Step[]): number => steps.reduce((s, step) => s + step.difference, 0);
    const variance = [...up, ...down].reduce((s, step) => s + step.pair.sigma ** 2, pair.sigma ** 2);
    return [
      {
        scenes: [top, ...up.map((s) => s.to), ...down.map((s) => s.to).reverse()],
        misclosure: sum(up) + pair.difference - sum(down),
        sigma: Math.sqrt(variance),
      },
    ];
  });
}

/** A pair walked in one direction; `difference` is to minus from. */
interface Step {
  readonly pair: PairDifference;
  readonly from: string;
  readonly to: string;
  readonly difference: number;
}

/** Steps from the root of its tree to every scene, breadth first. */
function spanningTree(pairs: readonly PairDifference[]): Map<string, readonly Step[]> {
  const steps = new Map<string, Step[]>();
  const add = (step: Step): void => {
    steps.set(step.from, [...(steps.get(step.from) ?? []), step]);
  };
  for (const pair of pairs) {
    add({ pair, from: pair.sceneA, to: pair.sceneB, difference: pair.difference });
    add({ pair, from: pair.sceneB, to: pair.sceneA, difference: -pair.difference });
  }
  const path = new Map<string, readonly Step[]>();
  for (const root of steps.keys()) {
    if (path.has(root)) continue;
    path.set(root, []);
    const queue = [root];
    for (let scene = queue.shift(); scene !== undefined; scene = queue.shift()) {
      for (const step of steps.get(scene)!) {
        if (path.has(step.to)) continue;
        path.set(step.to, [...path.get(scene)!, step]);
        queue.push(step.to);
      }
    }
  }
  return path;
}
