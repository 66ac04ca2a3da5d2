import { fullWindow, type Margin } from '../core/window.js';
import type { Combined, Contributor } from './contributor.js';
import { forEachRun } from './layer.js';

/**
 * Takes the mosaic away where any contributor whose raster covers the pixel has no height: as the file says it, before
 * rims are eroded. Changes the planes, `width` x `height` pixels that lie `margin` inside the contributors' window, `whole`.
 */
export function spreadNodata(
  contributors: readonly Contributor[],
  whole: { readonly width: number; readonly height: number },
  margin: Margin,
  width: number,
  height: number,
  { heights, source, sigma, uncertainty, weight }: Combined,
  count: Uint16Array,
): void {
  const planes = [heights, sigma, uncertainty, weight].filter((plane) => plane !== null);
  for (const { heights: own, inside, box = fullWindow(whole) } of contributors) {
    const placed = { ...box, col: box.col - margin.left, row: box.row - margin.top };
    forEachRun(placed, width, height, (at, from, length) => {
      for (let k = 0; k < length; k++) {
        if (inside![from + k] === 0 || !Number.isNaN(own[from + k])) continue;
        for (const plane of planes) plane[at + k] = Number.NaN;
        source[at + k] = 0;
        count[at + k] = 0;
      }
    });
  }
}
