/** Powers of u and v in a correction polynomial, by order. */
export const TERMS: readonly (readonly [u: number, v: number])[] = [
  [0, 0],
  [1, 0],
  [0, 1],
  [2, 0],
  [1, 1],
  [0, 2],
  [3, 0],
  [2, 1],
  [1, 2],
  [0, 3],
];

/**
 * Which terms a scene's correction has: `cubic` all ten; `along-track` 1, u, v, v², v³ (v is north, the flight direction of
 * near-polar orbits); `plane` 1, u, v; `offset` 1.
 */
export type Model = 'cubic' | 'along-track' | 'plane' | 'offset';

/** Indices into {@link TERMS}. */
export const MODEL_TERMS: Readonly<Record<Model, readonly number[]>> = {
  cubic: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9],
  'along-track': [0, 1, 2, 5, 9],
  plane: [0, 1, 2],
  offset: [0],
};

/** What a scene gets when its observations cannot carry a model; null: nothing is left to drop. */
export const LOWER_MODEL: Readonly<Record<Model, Model | null>> = {
  cubic: 'plane',
  'along-track': 'plane',
  plane: 'offset',
  offset: null,
};

export function orderOfTerm(term: number): number {
  return TERMS[term]![0] + TERMS[term]![1];
}

export function termValue(term: number, u: number, v: number): number {
  return u ** TERMS[term]![0] * v ** TERMS[term]![1];
}

/** Polynomial with the coefficients of {@link TERMS} (all ten, or the first three). */
export function evaluate(c: readonly number[], u: number, v: number): number {
  const plane = c[0]! + c[1]! * u + c[2]! * v;
  if (c.length < 10) return plane;
  const alongU = u * u * (c[3]! + c[6]! * u + c[7]! * v);
  return plane + alongU + c[4]! * u * v + v * v * (c[5]! + c[8]! * u + c[9]! * v);
}

/** Mean of the product of two terms over the scene (u and v in [-1, 1]): the metric in which a correction is small. */
export function meanProduct(a: number, b: number): number {
  const mean = (power: number): number => (power % 2 === 1 ? 0 : 1 / (power + 1));
  return mean(TERMS[a]![0] + TERMS[b]![0]) * mean(TERMS[a]![1] + TERMS[b]![1]);
}
