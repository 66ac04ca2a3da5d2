import type { Raster } from '../../core/raster.js';
import type { Window } from '../../core/window.js';
import { bilinear } from '../../terrain/bilinear.js';
import { latticePosition, type PixelLattice } from './pixel-lattice.js';

/** Image positions (corner convention) of the cells of a surface, rows first; NaN where the surface has no height. */
export interface ImagePositions {
  readonly cols: Float64Array;
  readonly rows: Float64Array;
}

/** Back-projects the cells of a surface (heights above the ellipsoid, on the lattice's grid) into the lattice's image. */
export function imagePositions(
  lattice: PixelLattice,
  { width, height, data }: Pick<Raster, 'width' | 'height' | 'data'>,
): ImagePositions {
  const cols = new Float64Array(width * height);
  const rows = new Float64Array(width * height);
  const position = { col: 0, row: 0 };
  for (let row = 0, i = 0; row < height; row++) {
    for (let col = 0; col < width; col++, i++) {
      latticePosition(lattice, col + 0.5, row + 0.5, data[i], position);
      cols[i] = position.col;
      rows[i] = position.row;
    }
  }
  return { cols, rows };
}

/** Pixels of an image of a size that interpolation at the positions looks at; null when it looks at none. */
export function windowOfPositions(
  { cols, rows }: ImagePositions,
  { width, height }: { readonly width: number; readonly height: number },
): Window | null {
  let [left, right, top, bottom] = [width, 0, height, 0];
  for (let i = 0; i < cols.length; i++) {
    const [x, y] = [cols[i] - 0.5, rows[i] - 0.5];
    if (!(x >= 0 && y >= 0 && x <= width - 1 && y <= height - 1)) continue;
    left = Math.min(left, Math.floor(x));
    right = Math.max(right, Math.ceil(x) + 1);
    top = Math.min(top, Math.floor(y));
    bottom = Math.max(bottom, Math.ceil(y) + 1);
  }
  return right > left && bottom > top
    ? { col: left, row: top, width: right - left, height: bottom - top }
    : null;
}

/** Samples at the positions, bilinear; NaN outside the window that `samples` are of, and beside missing ones. */
export function sampleImage({ cols, rows }: ImagePositions, samples: Float32Array, of: Window): Float32Array {
  const { width, height } = of;
  const image = { width, height, data: samples };
  return Float32Array.from(cols, (col, i) => bilinear(image, col - of.col, rows[i] - of.row));
}
