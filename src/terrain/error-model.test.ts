import { describe, expect, it } from 'vitest';
import { createRng } from '../core/rng.js';
import { errorByTerrain } from './error-by-terrain.js';
import { createErrorModel, errorAt, scaleErrorModel } from './error-model.js';

/** As large on 10 degrees as the noise of a good DEM, four times that on 45; more where the ground bends. */
const truth = (slope: number, curvature: number): number => (0.5 + 0.04 * slope) * (1 + 8 * curvature);

/** Errors on ground whose slopes and curvatures go together, as they do. */
function samples(n: number, steepest: number) {
  const rng = createRng(3);
  const [dh, slope, curvature] = [new Float32Array(n), new Float32Array(n), new Float32Array(n)];
  for (let i = 0; i < n; i++) {
    slope[i] = steepest * rng.next();
    curvature[i] = -0.01 * Math.log(1 - rng.next()) * (0.3 + slope[i]! / 30);
    dh[i] = truth(slope[i]!, curvature[i]!) * rng.normal();
  }
  return { dh, slope, curvature };
}

describe('error model', () => {
  it('recovers a known spread within 5 %, where there is ground of the kind', () => {
    const given = samples(200_000, 50);
    const model = createErrorModel(errorByTerrain(given)!)!;
    let [sum, squares] = [0, 0];
    for (let i = 0; i < given.dh.length; i++) {
      const ratio =
        errorAt(model, given.slope[i]!, given.curvature[i]!) / truth(given.slope[i]!, given.curvature[i]!);
      sum += ratio - 1;
      squares += (ratio - 1) ** 2;
    }
    expect(Math.abs(sum / given.dh.length)).toBeLessThan(0.02);
    expect(Math.sqrt(squares / given.dh.length)).toBeLessThan(0.05);
  });

  it('has no rows for slopes that do not occur, and ends where its nodes end', () => {
    const model = createErrorModel(errorByTerrain(samples(20_000, 9))!)!;
    expect(model.slopes).toHaveLength(2);
    expect(model.slopes[0]).toBeCloseTo(2.5, 0);
    const last = model.curvatures[0]!;
    expect(errorAt(model, 80, last)).toBe(errorAt(model, model.slopes[1]!, last));
    expect(errorAt(model, -1, 0)).toBe(model.sigma[0]![0]);
    expect(errorAt(model, Number.NaN, 0)).toBeNaN();
    expect(errorAt(scaleErrorModel(model, 2), 3, 0.01)).toBeCloseTo(2 * errorAt(model, 3, 0.01), 12);
  });

  it('fills classes without samples from their neighbours', () => {
    const cell = (nmad: number) => ({ count: 200, median: 0, nmad });
    const cells = [
      [cell(1), cell(2), cell(Number.NaN)],
      [cell(Number.NaN), cell(4), cell(0)],
    ];
    const model = createErrorModel({
      curvatureEdges: [0, 1, 2, 3],
      slopes: [2, 7],
      curvatures: [0.5, 1.5, 2.5],
      cells,
    })!;
    expect(model.sigma).toEqual([
      [1, 2, 2],
      [2.5, 4, 4],
    ]);
    expect(errorAt(model, 4.5, 1)).toBeCloseTo((1 + 2 + 2.5 + 4) / 4, 12);
  });

  it('is none where no class tells anything', () => {
    const nothing = { count: 3, median: Number.NaN, nmad: Number.NaN };
    const empty = { curvatureEdges: [0, 1], slopes: [2], curvatures: [0.5], cells: [[nothing]] };
    expect(createErrorModel(empty)).toBeNull();
  });
});
