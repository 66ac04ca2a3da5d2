/** Rectangle of whole pixels; `col`, `row` may be negative or past the raster where a halo is meant. */
export interface Window {
  readonly col: number;
  readonly row: number;
  readonly width: number;
  readonly height: number;
}

/** Pixels to add on each side: the halo that a stage needs around its output window. */
export interface Margin {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

export const NO_MARGIN: Margin = { left: 0, top: 0, right: 0, bottom: 0 };

export function uniformMargin(pixels: number): Margin {
  return { left: pixels, top: pixels, right: pixels, bottom: pixels };
}

/** Halos of consecutive stages add up. */
export function sumMargins(margins: readonly Margin[]): Margin {
  return margins.reduce(
    (s, m) => ({
      left: s.left + m.left,
      top: s.top + m.top,
      right: s.right + m.right,
      bottom: s.bottom + m.bottom,
    }),
    NO_MARGIN,
  );
}

export function expand(w: Window, m: Margin): Window {
  return {
    col: w.col - m.left,
    row: w.row - m.top,
    width: w.width + m.left + m.right,
    height: w.height + m.top + m.bottom,
  };
}

/** Common part, or null when the windows do not share a pixel. */
export function intersect(a: Window, b: Window): Window | null {
  const col = Math.max(a.col, b.col);
  const row = Math.max(a.row, b.row);
  const width = Math.min(a.col + a.width, b.col + b.width) - col;
  const height = Math.min(a.row + a.height, b.row + b.height) - row;
  return width > 0 && height > 0 ? { col, row, width, height } : null;
}

export function contains(outer: Window, inner: Window): boolean {
  return (
    inner.col >= outer.col &&
    inner.row >= outer.row &&
    inner.col + inner.width <= outer.col + outer.width &&
    inner.row + inner.height <= outer.row + outer.height
  );
}

export function fullWindow(size: { readonly width: number; readonly height: number }): Window {
  return { col: 0, row: 0, width: size.width, height: size.height };
}
