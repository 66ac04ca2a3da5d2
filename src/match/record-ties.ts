import { compose, type GeoTransform, pixelSize, toMap } from '../core/geo-transform.js';
import type { TieMatch } from './match-ties.js';
import type { PairScreening } from './screen-pair.js';
import type { TieRecord } from './tie-record.js';

/** Two scenes as they were matched. */
export interface MatchedPair {
  readonly sceneA: string;
  readonly sceneB: string;
  /** Transform of the common grid. */
  readonly transform: GeoTransform;
  /**
   * From the common grid's map coordinates to the raw ones of a scene: the inverse of what was known about its position
   * (coarse registration, an earlier adjustment) and used to read it; the identity where nothing was.
   */
  readonly toRawA: GeoTransform;
  readonly toRawB: GeoTransform;
}

/**
 * Matches of one pair as records in raw map coordinates. Matches that the screening did not keep become `outlier`.
 *
 * @param screening of the same ties, in the same order
 */
export function recordTies(
  pair: MatchedPair,
  ties: readonly TieMatch[],
  screening: PairScreening,
): TieRecord[] {
  const rawA = compose(pair.toRawA, pair.transform);
  const rawB = compose(pair.toRawB, pair.transform);
  const [width, height] = pixelSize(pair.transform);
  return ties.map((tie, i) => {
    const [xA, yA] = toMap(rawA, tie.colA, tie.rowA);
    const [xB, yB] = toMap(rawB, tie.colB, tie.rowB);
    const dropped = tie.status === 'matched' && screening.kept[i] === 0;
    const { id, hA, hB, meanDh, sigma, ambiguity, relief, texture } = tie;
    return {
      id,
      sceneA: pair.sceneA,
      sceneB: pair.sceneB,
      status: dropped ? 'outlier' : tie.status,
      xA,
      yA,
      hA,
      xB,
      yB,
      hB,
      meanDh,
      sigma,
      sigmaX: tie.sigmaCol * width,
      sigmaY: tie.sigmaRow * height,
      residual: screening.residuals[i] * Math.sqrt(width * height),
      ambiguity,
      relief,
      texture,
    };
  });
}
