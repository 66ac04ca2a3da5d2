import { type Layout, unknownsOf } from './equations.js';

/** Parameters of one scene as results have them: all terms of all components. */
export interface SceneParameters {
  /** Zero where the model has no such term. */
  readonly parameters: number[];
  /** Row-major; zero where nothing was estimated. */
  readonly covariance: number[];
}

/**
 * @param terms length of a component's polynomial in results: 10 for height, 3 for plan
 * @param x unknowns of the layout
 * @param block covariance of the scene's unknowns, row-major
 */
export function sceneParameters(
  layout: Layout,
  scene: number,
  terms: number,
  x: Float64Array,
  block: Float64Array,
): SceneParameters {
  const size = layout.components * terms;
  const parameters = new Array<number>(size).fill(0);
  const covariance = new Array<number>(size * size).fill(0);
  const unknowns = unknownsOf(layout, scene);
  const at = unknowns.map(({ component, term }) => component * terms + term);
  unknowns.forEach(({ index }, i) => {
    parameters[at[i]!] = x[index]!;
    at.forEach((column, j) => {
      covariance[at[i]! * size + column] = block[i * at.length + j]!;
    });
  });
  return { parameters, covariance };
}
