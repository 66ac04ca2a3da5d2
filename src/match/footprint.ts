import { invert, toMap } from '../core/geo-transform.js';
import type { Raster } from '../core/raster.js';
import { fullWindow, intersect, type Window } from '../core/window.js';
import { windowBounds } from '../resample/bounds.js';

/** Square cells that all footprints of a job share; rows run from north to south. Map units. */
export interface Lattice {
  readonly x: number;
  readonly y: number;
  readonly cell: number;
}

/** Where cells of a lattice are covered: `mask` has 1 for every covered cell of `window`, row-major. */
export interface CoveredArea {
  readonly lattice: Lattice;
  /** In cells; column 0 begins at `lattice.x`, row 0 at `lattice.y`. */
  readonly window: Window;
  readonly mask: Uint8Array;
}

/** The area in which a scene has heights: its mask, not its bounding box. */
export interface Footprint extends CoveredArea {
  readonly scene: string;
}

/**
 * Footprint of a scene; a cell counts as covered when the pixel under its centre has a height. A reduced version of the
 * scene (an overview) is enough: cells of some ten pixels keep the graph small and precise.
 *
 * @param raster heights in the CRS of the lattice, NaN where missing
 */
export function footprintOf(scene: string, raster: Raster, lattice: Lattice): Footprint {
  const { transform } = raster.georef;
  const toPixel = invert(transform);
  const window = cellsAround(transform, fullWindow(raster), lattice);
  const mask = new Uint8Array(window.width * window.height);
  for (let r = 0; r < window.height; r++) {
    for (let c = 0; c < window.width; c++) {
      const [col, row] = toMap(toPixel, ...cellCentre(lattice, window.col + c, window.row + r)).map(
        Math.floor,
      );
      const inside = col! >= 0 && row! >= 0 && col! < raster.width && row! < raster.height;
      if (inside && !Number.isNaN(raster.data[row! * raster.width + col!])) mask[r * window.width + c] = 1;
    }
  }
  return { scene, lattice, window, mask };
}

function cellsAround(transform: Raster['georef']['transform'], window: Window, lattice: Lattice): Window {
  const { xmin, xmax, ymin, ymax } = windowBounds(transform, window);
  const col = Math.floor((xmin - lattice.x) / lattice.cell);
  const row = Math.floor((lattice.y - ymax) / lattice.cell);
  return {
    col,
    row,
    width: Math.ceil((xmax - lattice.x) / lattice.cell) - col,
    height: Math.ceil((lattice.y - ymin) / lattice.cell) - row,
  };
}

/** Map coordinates of the centre of a cell of the lattice. */
function cellCentre({ x, y, cell }: Lattice, col: number, row: number): [x: number, y: number] {
  return [x + (col + 0.5) * cell, y - (row + 0.5) * cell];
}

/** Whether a point lies in a covered cell. */
export function covers({ lattice, window, mask }: CoveredArea, x: number, y: number): boolean {
  const c = Math.floor((x - lattice.x) / lattice.cell) - window.col;
  const r = Math.floor((lattice.y - y) / lattice.cell) - window.row;
  return c >= 0 && r >= 0 && c < window.width && r < window.height && mask[r * window.width + c] === 1;
}

/** Map coordinates of the centres of all covered cells: x and y in turn. */
export function coveredCentres({ lattice, window, mask }: CoveredArea): Float64Array {
  const centres: number[] = [];
  for (let i = 0; i < mask.length; i++) {
    if (mask[i] !== 1) continue;
    const row = Math.floor(i / window.width);
    centres.push(...cellCentre(lattice, window.col + i - row * window.width, window.row + row));
  }
  return Float64Array.from(centres);
}

/** What two footprints of one lattice both cover; null when they share no cell. */
export function commonArea(a: CoveredArea, b: CoveredArea): CoveredArea | null {
  const window = intersect(a.window, b.window);
  if (window === null) return null;
  const mask = new Uint8Array(window.width * window.height);
  let covered = 0;
  for (let r = 0; r < window.height; r++) {
    for (let c = 0; c < window.width; c++) {
      const both = maskAt(a, window.col + c, window.row + r) & maskAt(b, window.col + c, window.row + r);
      mask[r * window.width + c] = both;
      covered += both;
    }
  }
  return covered === 0 ? null : { lattice: a.lattice, window, mask };
}

function maskAt({ window, mask }: CoveredArea, col: number, row: number): number {
  return mask[(row - window.row) * window.width + col - window.col];
}
