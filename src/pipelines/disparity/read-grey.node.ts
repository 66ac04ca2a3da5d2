import type { Window } from '../../core/window.js';
import type { StereoImage } from '../../stereo/image.js';
import type { GreyPart } from './disparity-task.js';
import { greyPlanes } from './grey-planes.js';
import { readPartRows } from './part-rows.node.js';

/** Rows [from, to) of a level of the left (0) or right (1) view. Throws `io`. */
export async function readGreyRows(
  parts: readonly GreyPart[],
  sizes: readonly { readonly width: number }[],
  view: 0 | 1,
  level: number,
  from: number,
  to: number,
): Promise<StereoImage> {
  const { width } = sizes[level];
  const { samples, masks } = greyPlanes(parts, sizes, view, level);
  const rows = { width, height: to - from, samples: await readPartRows(samples, width, from, to) };
  const touched = masks.filter(({ first, end }) => first < to && end > from);
  if (touched.length === 0) return rows;
  const valid = await readPartRows(masks, width, from, to);
  for (const { first, end } of samples) {
    const isMasked = touched.some((mask) => mask.first === first);
    const [begin, stop] = [Math.max(first, from), Math.min(end, to)];
    if (!isMasked && begin < stop) valid.fill(1, (begin - from) * width, (stop - from) * width);
  }
  return { ...rows, valid };
}

/** A window of the full size of a view. */
export async function readGreyWindow(
  parts: readonly GreyPart[],
  sizes: readonly { readonly width: number }[],
  view: 0 | 1,
  { col, row, width, height }: Window,
): Promise<StereoImage> {
  const rows = await readGreyRows(parts, sizes, view, 0, row, row + height);
  const cut = (plane: Uint8Array): Uint8Array => {
    const out = new Uint8Array(width * height);
    for (let y = 0; y < height; y++) {
      const at = y * rows.width + col;
      out.set(plane.subarray(at, at + width), y * width);
    }
    return out;
  };
  const { samples, valid } = rows;
  return { width, height, samples: cut(samples), ...(valid === undefined ? {} : { valid: cut(valid) }) };
}
