import { compose, invert, toMap } from '../../core/geo-transform.js';
import type { Grid } from '../../core/georef.js';
import { gridWindow } from '../../core/raster.js';
import type { Window } from '../../core/window.js';
import type { TinPoints } from '../../sar/gridding/tin-grid.js';
import type { MatchedPlanes } from './matched-planes.js';

/** Cells around a tile of the DSM whose points take part in its triangles. */
export const TIN_MARGIN = 128;

/** Whether points of a part of an epipolar grid may lie within `margin` cells of a window of the DSM. */
export function partTouches(
  part: Window,
  epipolar: Grid,
  window: Window,
  dsm: Grid,
  margin: number,
): boolean {
  const toDsm = compose(invert(dsm.transform), epipolar.transform);
  const corners = [
    [0, 0],
    [1, 0],
    [0, 1],
    [1, 1],
  ].map(([u, v]) => toMap(toDsm, part.col + u * part.width, part.row + v * part.height));
  const [cols, rows] = [corners.map(([col]) => col), corners.map(([, row]) => row)];
  return (
    Math.max(...cols) > window.col - margin &&
    Math.min(...cols) < window.col + window.width + margin &&
    Math.max(...rows) > window.row - margin &&
    Math.min(...rows) < window.row + window.height + margin
  );
}

/** The points of parts within `margin` cells of a window of the DSM, in pixels of the window. */
export function pointsAround(
  parts: readonly { readonly window: Window; readonly planes: MatchedPlanes }[],
  epipolar: Grid,
  window: Window,
  dsm: Grid,
  margin: number,
): TinPoints {
  const toPixel = invert(gridWindow(dsm, window).transform);
  const lists = { x: [] as number[], y: [] as number[], height: [] as number[], sigma: [] as number[] };
  for (const { window: part, planes } of parts) {
    for (let i = 0; i < planes.height.length; i++) {
      if (Number.isNaN(planes.height[i])) continue;
      const col = part.col + (i % part.width) + 0.5;
      const row = part.row + Math.floor(i / part.width) + 0.5;
      const [mapX, mapY] = toMap(epipolar.transform, col, row);
      const [x, y] = toMap(toPixel, mapX + planes.dx[i], mapY + planes.dy[i]);
      const isNear = x > -margin && y > -margin && x < window.width + margin && y < window.height + margin;
      if (!isNear) continue;
      lists.x.push(x);
      lists.y.push(y);
      lists.height.push(planes.height[i]);
      lists.sigma.push(planes.sigma[i]);
    }
  }
  return {
    x: Float64Array.from(lists.x),
    y: Float64Array.from(lists.y),
    height: Float32Array.from(lists.height),
    sigma: Float32Array.from(lists.sigma),
  };
}
