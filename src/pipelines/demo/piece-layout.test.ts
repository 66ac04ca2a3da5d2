import { describe, expect, it } from 'vitest';
import { toMap } from '../../core/geo-transform.js';
import { groundPixelSize } from '../../geo/ground-size.js';
import { createTransform } from '../../geo/transform.js';
import { demoSchema } from './config.js';
import { pieceLayout } from './piece-layout.js';
import { AREA, demoScene, POLAR, TURNED } from './scene.js';

const scene = demoScene(demoSchema.parse({}));
const pieces = pieceLayout(scene);

/** Corners of a piece on the scene's projection. */
function corners({ grid }: (typeof pieces)[number]): (readonly [number, number])[] {
  const transform = createTransform(grid.crs, POLAR);
  const { width, height } = grid;
  return [
    [0, 0],
    [width, 0],
    [width, height],
    [0, height],
  ].map(([col, row]) => transform.forwardPoint(...toMap(grid.transform, col!, row!)));
}

describe('pieceLayout', () => {
  it('differs in resolution, projection, bias and sub-pixel position', () => {
    expect(pieces.length).toBeGreaterThanOrEqual(6);
    expect(new Set(pieces.map(({ grid }) => grid.transform[0])).size).toBeGreaterThanOrEqual(4);
    expect(new Set(pieces.map(({ bias }) => bias)).size).toBe(pieces.length);
    expect(new Set(pieces.map(({ grid }) => grid.crs))).toEqual(new Set([POLAR, TURNED]));
    const { pixel, grid } = scene;
    for (const piece of pieces) {
      const offset = (piece.grid.transform[2] - grid.transform[2]) / pixel;
      expect(Math.abs(offset - Math.round(offset))).toBeGreaterThan(0.02);
      expect(piece.grid.crs.vertical).toEqual({ kind: 'sphere' });
    }
  });

  it('lies inside the area of the truth', () => {
    for (const piece of pieces) {
      for (const [x, y] of corners(piece)) {
        expect(x).toBeGreaterThan(AREA.west);
        expect(x).toBeLessThan(AREA.west + AREA.width);
        expect(y).toBeLessThan(AREA.north);
        expect(y).toBeGreaterThan(AREA.north - AREA.height);
      }
    }
  });

  it('turns one piece, and samples the same ground with it', () => {
    const turned = pieces.find(({ grid }) => grid.crs === TURNED)!;
    const [a, b] = corners(turned) as [readonly [number, number], readonly [number, number]];
    const angle = (Math.atan2(a[1] - b[1], b[0] - a[0]) * 180) / Math.PI;
    expect(angle).toBeCloseTo(15, 0);
    const length = Math.hypot(b[0] - a[0], b[1] - a[1]);
    expect(length / (turned.grid.width * groundPixelSize(turned.grid).x)).toBeCloseTo(1, 2);
    expect(turned.toTerrain!(...toMap(turned.grid.transform, 0, 0))).toEqual(a);
  });

  it('is the same ground at another size, with other noise for another seed', () => {
    const small = pieceLayout(demoScene(demoSchema.parse({ size: 'small' })));
    expect(small.map(({ grid }) => grid.transform[0])).toEqual(
      pieces.map(({ grid }) => 2 * grid.transform[0]),
    );
    const other = pieceLayout(demoScene(demoSchema.parse({ seed: 10 })));
    expect(other.map(({ grid }) => grid)).toEqual(pieces.map(({ grid }) => grid));
    for (const [i, { seed }] of other.entries()) expect(seed).not.toBe(pieces[i].seed);
  });
});
