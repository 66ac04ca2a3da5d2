import { CuestaError } from '../core/errors.js';
import { type Moments, momentsOf } from '../math/moments.js';
import { type RobustSpread, robustSpread } from '../math/robust.js';
import { heightCorrection, heightCorrectionSigma } from './apply.js';
import type { HeightControl } from './observations.js';
import type { AdjustmentResult } from './result.js';

export interface CheckedPoint {
  readonly id: string;
  readonly scene: string;
  /** Scene minus known, metres, with the raw and with the corrected height. */
  readonly before: number;
  readonly after: number;
  /** Of the correction, metres. */
  readonly sigmaCorrection: number;
}

export interface CheckResult {
  readonly points: readonly CheckedPoint[];
  readonly before: CheckStatistics;
  readonly after: CheckStatistics;
}

export interface CheckStatistics {
  readonly count: number;
  readonly rmse: number;
  readonly mean: number;
  readonly median: number;
  readonly nmad: number;
}

/**
 * Differences at points that the adjustment has not seen. Throws `config` when one of them has taken part in it: by the id,
 * whatever the scene.
 */
export function checkHeights(result: AdjustmentResult, checks: readonly HeightControl[]): CheckResult {
  const used = new Set(result.observations.filter((o) => o.group !== 'tie').map((o) => o.id));
  const scenes = new Map(result.scenes.map((s) => [s.scene.id, s]));
  const points = checks.map(({ id, scene, x, y, h, known }): CheckedPoint => {
    if (used.has(id)) {
      throw new CuestaError('config', `The check point ${id} has taken part in the adjustment.`, {
        subject: id,
        hint: 'Split control and check points before they are read in the scenes.',
      });
    }
    const of = scenes.get(scene)!;
    const before = h - known;
    const after = before + heightCorrection(of, x, y);
    return { id, scene, before, after, sigmaCorrection: heightCorrectionSigma(of, x, y) };
  });
  return {
    points,
    before: statistics(Float64Array.from(points, (p) => p.before)),
    after: statistics(Float64Array.from(points, (p) => p.after)),
  };
}

function statistics(values: Float64Array): CheckStatistics {
  const { count, mean, sumSquares }: Moments = momentsOf(values);
  const spread: RobustSpread = robustSpread(values);
  return { count, rmse: Math.sqrt(sumSquares / count), mean, ...spread };
}
