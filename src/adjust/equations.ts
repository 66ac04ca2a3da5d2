import { type CsrMatrix, csrFromTriplets } from '../math/sparse/csr.js';
import { MODEL_TERMS, type Model, orderOfTerm, termValue } from './model.js';
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

/** One row per equation, at the raw positions or at the common ones of {@link Place}. */
export function designMatrix(
  equations: readonly Equation[],
  layout: Layout,
  positions: 'raw' | 'common',
): CsrMatrix {
  const row: number[] = [];
  const column: number[] = [];
  const value: number[] = [];
  equations.forEach(({ a, b, component }, r) => {
    for (const [place, sign] of [[a, 1] as const, ...(b === null ? [] : [[b, -1] as const])]) {
      const model = layout.models[place.scene]!;
      if (model === null) continue;
      const terms = MODEL_TERMS[model];
      const [u, v] = positions === 'raw' ? [place.u, place.v] : [place.commonU, place.commonV];
      const start = layout.start[place.scene]! + component * terms.length;
      terms.forEach((term, k) => {
        row.push(r);
        column.push(start + k);
        value.push(sign * termValue(term, u, v));
      });
    }
  });
  return csrFromTriplets(equations.length, layout.size, { row, column, value });
}

/** @param priorByOrder a-priori standard deviation of the coefficients of order 0 to 3 */
export function priorSigmas(layout: Layout, priorByOrder: readonly number[]): Float64Array {
  const prior = new Float64Array(layout.size);
  layout.models.forEach((_, scene) => {
    for (const { index, term } of unknownsOf(layout, scene)) prior[index] = priorByOrder[orderOfTerm(term)]!;
  });
  return prior;
}
