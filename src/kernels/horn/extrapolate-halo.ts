/** Sides of a padded tile whose outermost pixels lie outside the raster. */
export interface OuterSides {
  readonly left: boolean;
  readonly top: boolean;
  readonly right: boolean;
  readonly bottom: boolean;
}

/**
 * Continues heights linearly (`2a - b`, as `gdaldem -compute_edges` does) into the one-pixel halo outside the raster,
 * in place. Missing samples stay missing, and so does what would be continued from them. Differs from gdaldem in the
 * four corner pixels of a raster, where gdaldem repeats a column instead of continuing it and so gets half the slope.
 * The tile must be at least two pixels wide and high without its outer halo.
 */
export function extrapolateHalo(
  heights: Float32Array,
  width: number,
  height: number,
  { left, top, right, bottom }: OuterSides,
): void {
  const rows = (target: number, step: number): void => {
    for (let i = target * width; i < (target + 1) * width; i++) {
      heights[i] = 2 * heights[i + step * width] - heights[i + 2 * step * width];
    }
  };
  const columns = (target: number, step: number): void => {
    for (let i = target; i < width * height; i += width) {
      heights[i] = 2 * heights[i + step] - heights[i + 2 * step];
    }
  };
  if (top) rows(0, 1);
  if (bottom) rows(height - 1, -1);
  if (left) columns(0, 1);
  if (right) columns(width - 1, -1);
}
