import type { AdjustedBlock } from './adjusted-block.js';

/** Where observations lie, by their ids; map coordinates. */
export function placesOf({
  places,
  ties,
  seen,
}: AdjustedBlock): Map<string, { readonly x: number; readonly y: number }> {
  const all = new Map<string, { readonly x: number; readonly y: number }>();
  for (const { id, xA, yA } of ties) all.set(id, { x: xA, y: yA });
  // Heights are compared at positions of their own, some of them planned like those of the ties.
  for (const [id, place] of places) all.set(id, place);
  for (const { point } of seen) all.set(point.id, point);
  return all;
}
