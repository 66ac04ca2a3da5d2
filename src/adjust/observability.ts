import type { LdlFactor } from '../math/sparse/ldl.js';
import { nullSpace } from '../math/sparse/null-space.js';
import { type Layout, unknownsOf } from './equations.js';
import { LOWER_MODEL, MODEL_TERMS, orderOfTerm } from './model.js';

/** A scene (by number) whose model has to be lowered, and why. */
export interface Lowering {
  readonly scene: number;
  readonly reason: string;
}

/** A null vector's element below this part of its largest one is rounding. */
const PARTICIPATION = 1e-6;

/**
 * Scenes that take part in what the observations alone, without a-priori values, leave open. Null vectors that touch no
 * scene with anything to drop are left to the caller.
 *
 * @param factor of the normal matrix without a-priori values
 * @returns the scenes, and those of null vectors that lowering cannot remove
 */
export function undetermined(
  factor: LdlFactor,
  layout: Layout,
): { lowerings: Lowering[]; hopeless: number[] } {
  const open = new Set<number>();
  const hopeless = new Set<number>();
  for (const z of nullSpace(factor)) {
    const largest = z.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    const scenes = layout.models.flatMap((_, scene) =>
      unknownsOf(layout, scene).some(({ index }) => Math.abs(z[index]!) > PARTICIPATION * largest)
        ? [scene]
        : [],
    );
    const lowerable = scenes.filter((s) => LOWER_MODEL[layout.models[s]!] !== null);
    for (const s of lowerable) open.add(s);
    if (lowerable.length === 0) for (const s of scenes) hopeless.add(s);
  }
  const lowerings = [...open].map((scene) => ({
    scene,
    reason: `The observations do not determine all terms of its ${layout.models[scene]} model.`,
  }));
  return { lowerings, hopeless: [...hopeless] };
}

/** Part of its a-priori variance that a coefficient may keep: above it, it is known better a priori than by observation. */
const MOST_KEPT = 0.5;

/**
 * Scenes whose highest terms the observations determine no better than the a-priori values do. Only the worst of them are
 * returned: lowering them may settle their neighbours.
 *
 * @param variance of an unknown after the adjustment
 */
export function weaklyDetermined(
  layout: Layout,
  priorByOrder: readonly number[],
  variance: (unknown: number) => number,
): Lowering[] {
  const kept = layout.models.map((model, scene) => {
    const lower = model === null ? null : LOWER_MODEL[model];
    if (lower === null) return 0;
    const stays = MODEL_TERMS[lower];
    const shares = unknownsOf(layout, scene)
      .filter(({ term }) => !stays.includes(term))
      .map(({ index, term }) => variance(index) / priorByOrder[orderOfTerm(term)]! ** 2);
    return Math.max(...shares);
  });
  const worst = Math.max(...kept);
  if (worst <= MOST_KEPT) return [];
  return kept.flatMap((share, scene) =>
    share > MOST_KEPT && share > 0.9 * worst
      ? [
          {
            scene,
            reason: `Some terms of its ${layout.models[scene]} model would keep ${Math.round(100 * share)} % of their a-priori variance.`,
          },
        ]
      : [],
  );
}
