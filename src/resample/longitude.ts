import { type GeoTransform, toMap } from '../core/geo-transform.js';
import type { Grid } from '../core/georef.js';

/** Longitudes this close to the seam (in turns; 1e-12 degrees) lie on it: less than half a position's step of 2^-24 pixel. */
const SEAM_SLACK = 4e-15;

/**
 * Whole turns (360 degrees) to add to a longitude to bring it to `centre - 180` (included) ... `centre + 180` (excluded),
 * so that a position on the seam of a global grid is on its first column and not past its last one.
 */
export function turnsTowards(centre: number, lonDeg: number): number {
  return Math.ceil((centre - lonDeg) / 360 - 0.5 - SEAM_SLACK);
}

/** Longitude of the middle of a geographic grid. */
export function centreLongitude(grid: Grid): number {
  return toMap(grid.transform, grid.width / 2, grid.height / 2)[0];
}

/**
 * The whole turns by which a target has to be shifted so that it overlaps the source; both geographic. More than one
 * when it overlaps on both sides, as -180..180 and 0..360 do.
 */
export function overlappingTurns(source: Grid, target: Grid): number[] {
  const [sourceWest, sourceEast] = longitudeRange(source);
  const [targetWest, targetEast] = longitudeRange(target);
  const slack = 1e-9;
  const turns: number[] = [];
  for (
    let k = Math.ceil((sourceWest - targetEast + slack) / 360);
    k * 360 < sourceEast - targetWest - slack;
    k++
  ) {
    turns.push(k);
  }
  return turns;
}

/** The same grid, `turns` times 360 degrees further east. */
export function turned(t: GeoTransform, turns: number): GeoTransform {
  return [t[0], t[1], t[2] + 360 * turns, t[3], t[4], t[5]];
}

function longitudeRange({ transform, width, height }: Grid): [west: number, east: number] {
  const corners = [
    toMap(transform, 0, 0)[0],
    toMap(transform, width, 0)[0],
    toMap(transform, 0, height)[0],
    toMap(transform, width, height)[0],
  ];
  return [Math.min(...corners), Math.max(...corners)];
}
