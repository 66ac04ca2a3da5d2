import { describe, expect, it } from 'vitest';
import type { Crs } from '../core/crs.js';
import { northUp } from '../core/geo-transform.js';
import type { Grid } from '../core/georef.js';
import { robustSpread } from '../math/robust.js';
import { cutPiece, type PieceOptions } from './pieces.js';
import { createTerrain, sampleTerrain, type TerrainOptions } from './terrain.js';

const crs = { name: 'local', kind: 'projected', unit: 1 } as Crs;
const options: TerrainOptions = {
  seed: 7,
  west: 1000,
  south: -500,
  width: 4000,
  height: 3000,
  relief: 50,
  hurst: 0.9,
  craterDensity: 0.06,
  largestDiameter: 1000,
  detail: 30,
};
const grid: Grid = { width: 100, height: 75, transform: northUp(1000, 2500, 40, 40), crs };

describe('cutPiece', () => {
  const terrain = createTerrain(options);
  const piece: PieceOptions = {
    name: 'a',
    seed: 3,
    grid,
    bias: 2,
    whiteNoise: 0.5,
    smoothNoise: 1,
    smoothPx: 12,
    holes: 6,
    raggedPx: 8,
  };

  it('is the terrain plus the stated errors', () => {
    const { raster } = cutPiece(terrain, piece);
    const truth = sampleTerrain(terrain, grid);
    const spread = robustSpread(raster.data.map((h, i) => h - truth.data[i]));
    expect(spread.median).toBeCloseTo(2, 0);
    expect(spread.nmad / Math.hypot(0.5, 1)).toBeGreaterThan(0.75);
    expect(spread.nmad / Math.hypot(0.5, 1)).toBeLessThan(1.25);
  });

  it('has holes and a ragged edge, and is reproducible', () => {
    const { raster } = cutPiece(terrain, piece);
    const missing = (p: PieceOptions): number =>
      cutPiece(terrain, p).raster.data.filter((h) => Number.isNaN(h)).length;
    expect(cutPiece(terrain, piece).raster.data).toEqual(raster.data);
    expect(missing({ ...piece, holes: 0, raggedPx: 0 })).toBe(0);
    expect(missing({ ...piece, raggedPx: 0 })).toBeGreaterThan(0);
    const edge = missing({ ...piece, holes: 0 });
    expect(edge).toBeGreaterThan(350);
    expect(edge).toBeLessThan(2 * 8 * (100 + 75));
  });

  it('follows its own coordinates to the terrain', () => {
    const shifted: PieceOptions = {
      ...piece,
      grid: { ...grid, transform: northUp(0, 0, 40, 40) },
      toTerrain: (x, y) => [x + 1000, y + 2500],
    };
    expect(cutPiece(terrain, shifted).raster.data).toEqual(cutPiece(terrain, piece).raster.data);
  });
});
