import type { Window } from '../../core/window.js';
import { AREA, type DemoScene } from './scene.js';

/** Parts of the scene that the report looks at closely, in kilometres from its north-west corner, east and south. */
const DETAIL = { east: 5.1, south: 6.7, width: 2.0, height: 1.5 } as const;

type Point = readonly [x: number, y: number];

export interface ProfileLine {
  readonly label: string;
  readonly from: Point;
  readonly to: Point;
}

/** North to south, across the edge where the paste changes from the north-western to the south-western piece. */
export const SHORT_LINE: ProfileLine = { label: 'A', from: place(6, 7.05), to: place(6, 7.75) };

/** West to east from end to end, across five pieces. */
export const LONG_LINE: ProfileLine = { label: 'B', from: place(0.6, 5.6), to: place(19.9, 5.6) };

function place(east: number, south: number): Point {
  return [AREA.west + 1000 * east, AREA.north - 1000 * south];
}

/** Window of the mosaics in which three pieces meet. */
export function detailWindow({ pixel }: DemoScene): Window {
  const pixels = (km: number): number => Math.round((1000 * km) / pixel);
  return {
    col: pixels(DETAIL.east),
    row: pixels(DETAIL.south),
    width: pixels(DETAIL.width),
    height: pixels(DETAIL.height),
  };
}
