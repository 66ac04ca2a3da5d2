import { type CoveredArea, commonArea, type Footprint } from './footprint.js';
import { clusterOrbits } from './orbits.js';

/** An edge of the overlap graph: two scenes and what both cover. */
export interface Overlap {
  /** The scene that comes first in the list. */
  readonly a: string;
  readonly b: string;
  /** Within one orbit, or between two. */
  readonly direction: 'along-track' | 'cross-track';
  /** Square map units. */
  readonly area: number;
  readonly covered: CoveredArea;
}

export interface OverlapGraph {
  readonly overlaps: readonly Overlap[];
  /** Orbit of every scene, in the scenes' order. */
  readonly orbits: readonly string[];
}

/**
 * Pairs of scenes whose valid areas share at least `minArea` (square map units), in the order of the scenes. Orbits come from
 * the job where it names all of them, otherwise from the footprints' geometry (`track 1`, `track 2`, ...).
 */
export function overlapGraph(
  footprints: readonly Footprint[],
  minArea: number,
  orbits: readonly string[] | null,
): OverlapGraph {
  const edges: { a: number; b: number; area: number; covered: CoveredArea }[] = [];
  for (let a = 0; a < footprints.length; a++) {
    for (let b = a + 1; b < footprints.length; b++) {
      const covered = commonArea(footprints[a], footprints[b]);
      const area = covered === null ? 0 : areaOf(covered);
      if (covered !== null && area >= minArea) edges.push({ a, b, area, covered });
    }
  }
  const named =
    orbits ??
    nameTracks(
      clusterOrbits(
        footprints,
        edges.map(({ a, b }) => [a, b] as const),
      ),
    );
  const overlaps = edges.map(
    ({ a, b, area, covered }): Overlap => ({
      a: footprints[a].scene,
      b: footprints[b].scene,
      direction: named[a] === named[b] ? 'along-track' : 'cross-track',
      area,
      covered,
    }),
  );
  return { overlaps, orbits: named };
}

function areaOf({ lattice, mask }: CoveredArea): number {
  let cells = 0;
  for (const covered of mask) cells += covered;
  return cells * lattice.cell ** 2;
}

function nameTracks(labels: readonly number[]): string[] {
  const order = [...new Set(labels)];
  return labels.map((label) => `track ${order.indexOf(label) + 1}`);
}
