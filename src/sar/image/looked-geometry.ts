import type { ImageGeometry } from './image-geometry.js';

/** Columns and rows that are averaged to one. */
export interface Looks {
  readonly x: number;
  readonly y: number;
}

/** Geometry of an image whose blocks of `looks` have become one pixel each; what is left over at the right and the bottom is dropped. */
export function lookedGeometry(geometry: ImageGeometry, looks: Looks): ImageGeometry {
  const { width, height, azimuth, range } = geometry;
  const middle = (looks.x - 1) / 2;
  return {
    ...geometry,
    width: Math.floor(width / looks.x),
    height: Math.floor(height / looks.y),
    azimuth: {
      ...azimuth,
      firstLine: azimuth.firstLine + ((looks.y - 1) / 2) * azimuth.lineInterval,
      lineInterval: looks.y * azimuth.lineInterval,
    },
    range:
      range.kind === 'slant'
        ? { ...range, first: range.first + middle * range.spacing, spacing: looks.x * range.spacing }
        : {
            ...range,
            spacing: looks.x * range.spacing,
            polynomials: range.polynomials.map((p) => ({ ...p, origin: p.origin - middle * range.spacing })),
          },
  };
}
