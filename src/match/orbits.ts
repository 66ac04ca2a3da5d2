import { coveredCentres, type Footprint } from './footprint.js';

/**
 * Orbits of scenes by geometry alone: scenes of one orbit follow each other along its track. The track is the side of a scene's
 * smallest enclosing rectangle that is nearer to north, which holds for the near-polar orbits of radar and camera satellites
 * away from the poles. Two overlapping scenes belong to one orbit when their centres lie further apart along the track than
 * across it and less than half a scene's width across.
 *
 * @param overlapping pairs of indices into `footprints`
 * @returns one label per footprint: the smallest index in its orbit
 */
export function clusterOrbits(
  footprints: readonly Footprint[],
  overlapping: readonly (readonly [number, number])[],
): number[] {
  const boxes = footprints.map((f) => trackBox(coveredCentres(f)));
  const labels = footprints.map((_, i) => i);
  const labelOf = (i: number): number => (labels[i] === i ? i : labelOf(labels[i]));
  for (const [a, b] of overlapping) {
    if (!followEachOther(boxes[a], boxes[b])) continue;
    const [first, second] = [labelOf(a), labelOf(b)];
    labels[Math.max(first, second)] = Math.min(first, second);
  }
  return labels.map((_, i) => labelOf(i));
}

/** Rectangle around a scene: centre, direction of the track clockwise from north in radians, extents along and across it. */
interface TrackBox {
  readonly x: number;
  readonly y: number;
  readonly azimuth: number;
  readonly along: number;
  readonly across: number;
}

/** Directions tried for the rectangle, per quarter turn. */
const DIRECTIONS = 90;

/** Smallest rectangle around points given as x and y in turn; north-up where that is as small as any. */
function trackBox(points: Float64Array): TrackBox {
  let best: TrackBox | null = null;
  let least = Number.POSITIVE_INFINITY;
  for (let i = 0; i < DIRECTIONS; i++) {
    // 0, 1, -1, 2, -2, ... degrees: within 45 of north.
    const azimuth = ((i % 2 === 0 ? -1 : 1) * Math.ceil(i / 2) * Math.PI) / (2 * DIRECTIONS);
    const box = boxAlong(points, azimuth);
    const area = box.along * box.across;
    if (area < least * (1 - 1e-9)) {
      least = area;
      best = box;
    }
  }
  return best ?? boxAlong(points, 0);
}

function boxAlong(points: Float64Array, azimuth: number): TrackBox {
  const [east, north] = [Math.sin(azimuth), Math.cos(azimuth)];
  let [minAlong, maxAlong, minAcross, maxAcross] = [Infinity, -Infinity, Infinity, -Infinity];
  for (let i = 0; i < points.length; i += 2) {
    const along = east * points[i] + north * points[i + 1];
    const across = north * points[i] - east * points[i + 1];
    minAlong = Math.min(minAlong, along);
    maxAlong = Math.max(maxAlong, along);
    minAcross = Math.min(minAcross, across);
    maxAcross = Math.max(maxAcross, across);
  }
  const midAlong = (minAlong + maxAlong) / 2;
  const midAcross = (minAcross + maxAcross) / 2;
  return {
    x: east * midAlong + north * midAcross,
    y: north * midAlong - east * midAcross,
    azimuth,
    along: maxAlong - minAlong,
    across: maxAcross - minAcross,
  };
}

function followEachOther(a: TrackBox, b: TrackBox): boolean {
  const azimuth = (a.azimuth + b.azimuth) / 2;
  const [east, north] = [Math.sin(azimuth), Math.cos(azimuth)];
  const along = Math.abs(east * (b.x - a.x) + north * (b.y - a.y)) / Math.max(a.along, b.along);
  const across = Math.abs(north * (b.x - a.x) - east * (b.y - a.y)) / Math.max(a.across, b.across);
  return across < along && across < 0.5;
}
