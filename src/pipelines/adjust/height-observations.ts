import type { GroundSlope, HeightControl, TieObservation } from '../../adjust/observations.js';
import { type GeoTransform, invert, toMap } from '../../core/geo-transform.js';
import type { Overlap } from '../../match/overlap-graph.js';
import type { HeightTie, PlacedPoint, ReferenceHeight } from './adjust-task.js';
import { depthAt, type Ground } from './ground.js';
import { controlObservation, type SeenPoint } from './screen-control.js';

/** A block, and its scenes' positions (from raw to corrected map coordinates) where heights were measured, and where they are wanted. */
export interface Positions {
  readonly ground: Ground;
  readonly measured: readonly GeoTransform[];
  readonly wanted: readonly GeoTransform[];
}

/** A height difference of two scenes as an observation. */
export function heightTie(
  { id, x, y, dh, sigma, slope }: HeightTie,
  { a, b }: Overlap,
  positions: Positions,
): TieObservation {
  const [inA, inB] = [place(positions, a, { x, y }, slope), place(positions, b, { x, y }, slope)];
  return {
    ...{ id, sceneA: a, sceneB: b, xA: inA.x, yA: inA.y, xB: inB.x, yB: inB.y, sigmaX: null, sigmaY: null },
    ...{
      dh: dh + inB.change - inA.change,
      sigmaH: sigma,
      slope,
      share: 2 / Math.max(2, depthAt(positions.ground, x, y)),
    },
  };
}

/**
 * A control or check point in a scene as an observation.
 *
 * @param sightings scenes in which the point is seen: they share its noise, but not theirs
 */
export function seenHeight(point: SeenPoint, sightings: number, positions: Positions): HeightControl {
  const { x, y, change } = place(positions, point.scene, point.point, point.seen.slope);
  const observation = controlObservation(point, [x, y]);
  const [common, own] = [point.point.sigma ** 2, point.seen.sigma ** 2];
  const share = (common + own) / (sightings * common + own);
  return { ...observation, h: observation.h + change, share };
}

/** A height of the reference in a scene as an observation. */
export function referenceHeight(
  { id, x, y, h, known, sigma, slope }: ReferenceHeight,
  scene: string,
  positions: Positions,
): HeightControl {
  const raw = place(positions, scene, { x, y }, slope);
  const share = 1 / depthAt(positions.ground, x, y);
  return { id, kind: 'reference', scene, x: raw.x, y: raw.y, h: h + raw.change, known, sigma, share, slope };
}

/** The raw position, and what the scene's height on a slope changes by when it is moved to where it is wanted. */
function place(
  { ground, measured, wanted }: Positions,
  scene: string,
  { x, y }: Omit<PlacedPoint, 'id'>,
  [east, north]: GroundSlope,
): { readonly x: number; readonly y: number; readonly change: number } {
  const i = ground.scenes.findIndex(({ id }) => id === scene);
  const [rawX, rawY] = toMap(invert(measured[i]!), x, y);
  const [toX, toY] = toMap(wanted[i]!, rawX, rawY);
  return { x: rawX, y: rawY, change: -(east * (toX - x) + north * (toY - y)) };
}
