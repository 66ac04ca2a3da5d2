import type { Rng } from '../../core/rng.js';
import type { EarthField } from './earth-field.js';
import { LAND_USE } from './land-use.js';
import { alongPath, drawPath, pathField, smoothAlong } from './path.js';

export interface RoadOptions {
  /** Of the carriageway, metres. */
  readonly width: number;
  /** Ground is followed over this length: short for a lane, long for a motorway or railway, metres. */
  readonly following: number;
  /** Height above the followed ground, metres. */
  readonly embankment: number;
}

/** Embankments and cuttings rise one in this many. */
const SHOULDER = 2;

/** Highest embankment and deepest cutting that is looked for, metres. */
const MOST = 15;

/** A road on embankments and in cuttings. Over water it is a bridge: an object on the ground. */
export function layRoad(field: EarthField, { width, following, embankment }: RoadOptions, rng: Rng): void {
  const { width: cols, height: rows, pixel, ground, objects, landUse, road } = field;
  const path = drawPath({ width: cols, height: rows, sway: 60 / pixel, wavelength: 1200 / pixel }, rng);
  const followed = smoothAlong(alongPath(path, ground, cols, rows), Math.round(following / pixel));
  const { distance, nearest } = pathField(path, cols, rows, (width / 2 + SHOULDER * MOST) / pixel);
  for (let i = 0; i < ground.length; i++) {
    if (nearest[i] < 0) continue;
    const level = followed[nearest[i]] + embankment;
    const beyond = distance[i] * pixel - width / 2;
    const isWater = landUse[i] === LAND_USE.water;
    if (beyond <= 0) {
      if (isWater) objects[i] = Math.max(objects[i], level - ground[i]);
      else ground[i] = level;
      road[i] = 1;
    } else if (!isWater) {
      const free = beyond / SHOULDER;
      ground[i] = Math.min(level + free, Math.max(level - free, ground[i]));
    }
  }
}
