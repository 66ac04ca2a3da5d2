import { toMap } from '../core/geo-transform.js';
import type { Grid } from '../core/georef.js';
import type { Raster } from '../core/raster.js';
import { createRng, hash32, type Rng } from '../core/rng.js';
import { gradientNoise, NOISE_STD } from './gradient-noise.js';
import type { Terrain } from './terrain.js';

type ToTerrain = (x: number, y: number) => readonly [x: number, y: number];

/** An elevation model of a part of a terrain, as an instrument might have made it. */
export interface PieceOptions {
  readonly name: string;
  readonly seed: number;
  readonly grid: Grid;
  /** From the map coordinates of `grid` to the metres of the terrain; the identity when both agree. */
  readonly toTerrain?: ToTerrain;
  /** Added everywhere, metres. */
  readonly bias: number;
  /** Standard deviation of noise that is independent from pixel to pixel, metres. */
  readonly whiteNoise: number;
  /** Standard deviation, metres, and wavelength, pixels, of smooth noise. */
  readonly smoothNoise: number;
  readonly smoothPx: number;
  /** Number of holes, of random size and outline. */
  readonly holes: number;
  /** Deepest notch of the irregular valid boundary, pixels. */
  readonly raggedPx: number;
}

export interface Piece {
  readonly options: PieceOptions;
  readonly raster: Raster;
}

/** Samples, spoils and trims; the same options give the same piece. */
export function cutPiece(terrain: Terrain, options: PieceOptions): Piece {
  const { grid, seed, toTerrain = (x, y) => [x, y] } = options;
  const { width, height, transform, crs } = grid;
  const rng = createRng(seed);
  const holes = placeHoles(options, rng.fork(1));
  const white = rng.fork(2);
  const smoothSeed = hash32(seed + 3);
  const data = new Float32Array(width * height);
  for (let row = 0; row < height; row++) {
    for (let col = 0; col < width; col++) {
      const error = options.bias + options.whiteNoise * white.normal();
      const smooth = gradientNoise(col / options.smoothPx, row / options.smoothPx, smoothSeed);
      const valid = insideBoundary(options, col, row) && !holes.some((hole) => insideHole(hole, col, row));
      const [x, y] = toTerrain(...toMap(transform, col + 0.5, row + 0.5));
      data[row * width + col] = valid
        ? terrain.heightAt(x, y) + error + (options.smoothNoise * smooth) / NOISE_STD
        : Number.NaN;
    }
  }
  return { options, raster: { width, height, data, georef: { transform, crs } } };
}

interface Hole {
  readonly col: number;
  readonly row: number;
  readonly radius: number;
  readonly seed: number;
}

function placeHoles({ grid, holes }: PieceOptions, rng: Rng): Hole[] {
  const size = Math.min(grid.width, grid.height);
  return Array.from({ length: holes }, () => ({
    col: rng.next() * grid.width,
    row: rng.next() * grid.height,
    radius: size * (0.006 + 0.022 * rng.next() ** 2),
    seed: rng.int(1 << 30),
  }));
}

/** A disc with a noisy rim. */
function insideHole({ col, row, radius, seed }: Hole, c: number, r: number): boolean {
  const distance = Math.hypot(c - col, r - row);
  if (distance > 1.6 * radius) return false;
  return distance < radius * (1 + 0.6 * gradientNoise((c / radius) * 1.7, (r / radius) * 1.7, seed));
}

/** Whether the pixel is farther from the grid's edge than a notch whose depth varies along the edge. */
function insideBoundary({ grid, raggedPx, seed }: PieceOptions, col: number, row: number): boolean {
  const edge = Math.min(col + 0.5, row + 0.5, grid.width - col - 0.5, grid.height - row - 0.5);
  if (edge > raggedPx) return true;
  const long = gradientNoise(col / (4 * raggedPx + 1), row / (4 * raggedPx + 1), seed ^ 0x2545f491);
  const short = gradientNoise(col / (raggedPx + 1), row / (raggedPx + 1), seed ^ 0x1b873593);
  return edge > raggedPx * Math.min(Math.max(0.5 + 0.6 * long + 0.25 * short, 0), 1);
}
