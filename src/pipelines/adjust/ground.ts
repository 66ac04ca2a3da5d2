import type { Scene } from '../../adjust/scene.js';
import { covers, type Footprint } from '../../match/footprint.js';
import type { Overlap } from '../../match/overlap-graph.js';

/** The scenes of a block on the ground. */
export interface Ground {
  readonly scenes: readonly Scene[];
  readonly overlaps: readonly Overlap[];
  readonly footprints: readonly Footprint[];
}

/** Number of scenes that show a place, at least 1: their displacements are small against their overlaps. */
export function depthAt({ footprints }: Ground, x: number, y: number): number {
  return Math.max(1, footprints.filter((footprint) => covers(footprint, x, y)).length);
}
