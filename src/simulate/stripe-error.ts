import { evaluate } from '../adjust/model.js';

/**
 * Systematic error of a scene, as the correction that removes it. A scene shows at map position `(x, y)` the ground at
 * `(X, Y)`, with a height that is wrong by `-g`:
 *
 *     u = (x - centre[0]) / halfSize[0]        v = (y - centre[1]) / halfSize[1]
 *     X = x + a0 + a1 u + a2 v                 Y = y + b0 + b1 u + b2 v
 *     h(ground at X, Y) = h(scene at x, y) + g(u, v)
 *
 * All in map units and metres; `u` and `v` run from -1 to 1 over the scene's grid, east and north. These are the parameters
 * that an adjustment reports (`src/adjust`): the two can be compared one by one.
 */
export interface SceneCorrection {
  readonly centre: readonly [x: number, y: number];
  readonly halfSize: readonly [x: number, y: number];
  /** `a0, a1, a2, b0, b1, b2`, map units. */
  readonly plane: readonly number[];
  /** Ten, of the terms 1, u, v, u², uv, v², u³, u²v, uv², v³; metres. */
  readonly height: readonly number[];
}

/** Ground position of what a scene shows at a map position. */
export function correctPosition(
  { centre, halfSize, plane }: SceneCorrection,
  x: number,
  y: number,
): [x: number, y: number] {
  const u = (x - centre[0]) / halfSize[0];
  const v = (y - centre[1]) / halfSize[1];
  return [x + plane[0] + plane[1] * u + plane[2] * v, y + plane[3] + plane[4] * u + plane[5] * v];
}

/** What to add to a scene's height at a map position. */
export function heightCorrection(
  { centre, halfSize, height: g }: SceneCorrection,
  x: number,
  y: number,
): number {
  const u = (x - centre[0]) / halfSize[0];
  const v = (y - centre[1]) / halfSize[1];
  return evaluate(g, u, v);
}
