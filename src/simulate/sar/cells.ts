import type { Window } from '../../core/window.js';

/** Power per cell of an image while its facets are added. Positions are in cells, 0 at the centre of the first. */
export interface Cells {
  readonly width: number;
  readonly height: number;
  readonly power: Float32Array;
  /** 1 where any ground lies, also ground that the radar does not see. */
  readonly ground: Uint8Array;
}

export function createCells(width: number, height: number): Cells {
  return { width, height, power: new Float32Array(width * height), ground: new Uint8Array(width * height) };
}

/**
 * Spreads power over the four nearest cells: nothing is lost, and its centre stays where it is. The position lies at least one cell inside.
 */
export function addPower({ width, power, ground }: Cells, col: number, row: number, value: number): void {
  const c = Math.floor(col);
  const r = Math.floor(row);
  const u = col - c;
  const v = row - r;
  const i = r * width + c;
  const upper = value * (1 - v);
  const lower = value * v;
  power[i] += upper * (1 - u);
  power[i + 1] += upper * u;
  power[i + width] += lower * (1 - u);
  power[i + width + 1] += lower * u;
  ground[i] = ground[i + 1] = ground[i + width] = ground[i + width + 1] = 1;
}

/** The smallest window with all ground. */
export function groundWindow({ width, height, ground }: Cells): Window {
  let [left, right, top, bottom] = [width, -1, height, -1];
  for (let row = 0; row < height; row++) {
    const line = ground.subarray(row * width, (row + 1) * width);
    const first = line.indexOf(1);
    if (first < 0) continue;
    top = Math.min(top, row);
    bottom = row;
    left = Math.min(left, first);
    right = Math.max(right, line.lastIndexOf(1));
  }
  return { col: left, row: top, width: right - left + 1, height: bottom - top + 1 };
}
