import type { StereoImage } from '../../stereo/image.js';
import type { GreyPart } from './disparity-task.js';
import type { PlanePart } from './part-rows.node.js';

/** First row of a level that a part beginning at row `first` of the full size holds. */
export function rowAt(first: number, level: number): number {
  return Math.ceil(first / 2 ** level);
}

/** Sizes of all levels, finest first. */
export function levelSizes(
  width: number,
  height: number,
  levels: number,
): { width: number; height: number }[] {
  return Array.from({ length: levels }, (_, k) => ({ width: rowAt(width, k), height: rowAt(height, k) }));
}

/** Bytes of a part: left samples and mask, right samples and mask, each from the finest level on; masks only where `masked`. */
export function packGrey(views: readonly (readonly StereoImage[])[]): Uint8Array {
  const planes = views.flatMap((levels) => [
    ...levels.map(({ samples }) => samples),
    ...levels.flatMap(({ valid }) => (valid === undefined ? [] : [valid])),
  ]);
  const bytes = new Uint8Array(planes.reduce((sum, plane) => sum + plane.length, 0));
  let at = 0;
  for (const plane of planes) {
    bytes.set(plane, at);
    at += plane.length;
  }
  return bytes;
}

/** Where a level of a view (0 left, 1 right) lies in the parts: its samples, and the masks of the parts that have them. */
export function greyPlanes(
  parts: readonly GreyPart[],
  sizes: readonly { readonly width: number }[],
  view: 0 | 1,
  level: number,
): { readonly samples: PlanePart[]; readonly masks: PlanePart[] } {
  const samples: PlanePart[] = [];
  const masks: PlanePart[] = [];
  for (const { path, first, end, masked } of parts) {
    const bytesOf = (k: number): number => sizes[k].width * (rowAt(end, k) - rowAt(first, k));
    const all = sizes.reduce((sum, _, k) => sum + bytesOf(k), 0);
    const before = sizes.slice(0, level).reduce((sum, _, k) => sum + bytesOf(k), 0);
    const begin = view === 0 ? 0 : all * (masked[0] ? 2 : 1);
    const rows = { path, first: rowAt(first, level), end: rowAt(end, level) };
    samples.push({ ...rows, offset: begin + before });
    if (masked[view]) masks.push({ ...rows, offset: begin + all + before });
  }
  return { samples, masks };
}
