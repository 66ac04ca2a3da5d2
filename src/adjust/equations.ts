import { type CsrMatrix, csrFromTriplets } from '../math/sparse/csr.js';
import { MODEL_TERMS, type Model, orderOfTerm, termValue } from './model.js';
import type { GroundSlope } from './observations.js';
import type { Group } from './result.js';

/**
 * One component of an observation as `c_A(u, v) - c_B(u, v) = value` (tie) or `c_A(u, v) = value` (absolute), with the
 * correction polynomial c of one component of a scene.
 */
export interface Equation {
  readonly id: string;
  readonly group: Group;
  readonly component: number;
  readonly a: Place;
  /** Null for an absolute observation. */
  readonly b: Place | null;
  readonly value: number;
  readonly sigma: number;
  readonly share: number;
  /** Null in plan, or where unknown. */
  readonly slope: GroundSlope | null;
}

/** A normalised position in a scene (by its number). */
export interface Place {
  readonly scene: number;
  readonly u: number;
  readonly v: number;
  /**
   * The same for the position half-way between the two raw positions of a tie. What ties leave open (a polynomial common to
   * all scenes) is open exactly only there; at the raw positions the scenes' displacements pretend to determine it.
   */
  readonly commonU: number;
  readonly commonV: number;
}

/** Where the unknowns of every scene stand; scenes without unknowns (fixed, unobserved) have none. */
export interface Layout {
  /** Components of a correction: 1 for height, 2 for plan. */
  readonly components: number;
  readonly models: readonly (Model | null)[];
  readonly start: readonly number[];
  readonly size: number;
}

export function layOut(components: number, models: readonly (Model | null)[]): Layout {
  const start: number[] = [];
  let size = 0;
  for (const model of models) {
    start.push(size);
    if (model !== null) size += components * MODEL_TERMS[model].length;
  }
  return { components, models, start, size };
}

/** One unknown of a scene. */
export interface Unknown {
  readonly index: number;
  readonly component: number;
  readonly term: number;
}

export function unknownsOf(layout: Layout, scene: number): Unknown[] {
  const model = layout.models[scene] ?? null;
  if (model === null) return [];
  const terms = MODEL_TERMS[model];
  return Array.from({ length: layout.components * terms.length }, (_, k) => ({
    index: layout.start[scene]! + k,
    component: Math.floor(k / terms.length),
    term: terms[k % terms.length]!,
  }));
}

/**
 * One row per equation, at the raw positions or at the common ones of {@link Place}.
 *
 * @param plan unknowns of position, whose columns follow those of `layout`: a scene that is moved by d over ground of slope s
 * shows heights that are lower by `s d`
 */
export function designMatrix(
  equations: readonly Equation[],
  layout: Layout,
  positions: 'raw' | 'common',
  plan: Layout | null = null,
): CsrMatrix {
  const row: number[] = [];
  const column: number[] = [];
  const value: number[] = [];
  equations.forEach(({ a, b, component, slope }, r) => {
    for (const [place, sign] of [[a, 1] as const, ...(b === null ? [] : [[b, -1] as const])]) {
      const [u, v] = positions === 'raw' ? [place.u, place.v] : [place.commonU, place.commonV];
      const enter = (unknowns: readonly Unknown[], first: number, factor: (of: number) => number): void => {
        for (const unknown of unknowns) {
          const part = factor(unknown.component);
          if (part === 0) continue;
          row.push(r);
          column.push(first + unknown.index);
          value.push(part * termValue(unknown.term, u, v));
        }
      };
      enter(unknownsOf(layout, place.scene), 0, (of) => (of === component ? sign : 0));
      if (plan === null || slope === null) continue;
      enter(unknownsOf(plan, place.scene), layout.size, (of) => -sign * slope[of]!);
    }
  });
  const columns = layout.size + (plan?.size ?? 0);
  return csrFromTriplets(equations.length, columns, { row, column, value });
}

/**
 * @param priorByOrder a-priori standard deviation of the coefficients of order 0 to 3
 * @param others number of unknowns after those of the layout; they have no such value
 */
export function priorSigmas(layout: Layout, priorByOrder: readonly number[], others = 0): Float64Array {
  const prior = new Float64Array(layout.size + others).fill(Number.POSITIVE_INFINITY);
  layout.models.forEach((_, scene) => {
    for (const { index, term } of unknownsOf(layout, scene)) prior[index] = priorByOrder[orderOfTerm(term)]!;
  });
  return prior;
}
