import { createAlignedDem } from '../../align/aligned-dem.js';
import type { UnalignedDem } from '../../align/aligned-positions.js';
import { icp } from '../../align/icp.js';
import { enuAxesAt } from '../../align/local-axes.js';
import { type MovingPoints, movingPoints } from '../../align/moving-points.js';
import { IDENTITY, type Rigid, rotate, uncentre } from '../../align/rigid.js';
import { CuestaError } from '../../core/errors.js';
import { toMap } from '../../core/geo-transform.js';
import type { Grid } from '../../core/georef.js';
import type { Compute } from '../../core/kernel.js';
import { gridWindow } from '../../core/raster.js';
import { expand, fullWindow, uniformMargin } from '../../core/window.js';
import { geographicOf } from '../../geo/geographic-crs.js';
import { groundPixelSize } from '../../geo/ground-size.js';
import { createTransform } from '../../geo/transform.js';

/** Points of a tile that are held against the reference, at most: it varies over tens of pixels only. */
const MOST_POINTS = 2000;
/** Pixels that interpolation reads beyond a position. */
const KERNEL = 2;
const OPTIONS = {
  metric: 'plane',
  translationOnly: false,
  maxIterations: 50,
  toleranceMetres: 0.01,
  toleranceDeg: 1e-4,
  vertical: 'mean',
} as const;

/**
 * Heights of a tile after the rigid motion that brings its points to the reference (point-to-plane ICP, as `pc_align` of the Ames Stereo
 * Pipeline, Chen et al. 2022); null where the ground does not show the motion, or one of more than `farthest` pixels comes out. Heights lie
 * near the reference beforehand.
 */
export async function icpTile(
  heights: Float32Array,
  reference: Float32Array,
  grid: Grid,
  farthest: number,
  compute: Compute,
  signal: AbortSignal,
): Promise<Float32Array | null> {
  const points = pointsOf(heights, grid);
  if (points.count === 0) return null;
  const motion = motionOf(points, { grid, data: reference });
  if (motion === null) return null;
  const [east, north, up] = rotate(enuAxesAt(points.centroid, points.ellipsoid), motion.translation);
  const pixel = groundPixelSize(grid);
  if (Math.hypot(east / pixel.x, north / pixel.y) > farthest) return null;
  const alignment = { rigid: uncentre(motion, points.centroid), heights: null };
  const near = points.h.reduce((sum, h) => sum + h / points.count, 0);
  const dem = rimmed(heights, grid, Math.ceil(farthest) + KERNEL);
  const moved = createAlignedDem(dem, grid, alignment, near, 'cubic', compute);
  const data = await moved.read(fullWindow(grid), signal);
  // Beside a hole the interpolation has too few samples: the height stays where it is.
  return data.map((z, i) => (Number.isNaN(z) || Number.isNaN(heights[i]!) ? heights[i]! + up : z));
}

/** On a square lattice of the tile's pixels. */
function pointsOf(heights: Float32Array, { width, height, transform, crs }: Grid): MovingPoints {
  const step = Math.max(1, Math.ceil(Math.sqrt((width * height) / MOST_POINTS)));
  const [x, y, h]: [number[], number[], number[]] = [[], [], []];
  for (let row = step >> 1; row < height; row += step) {
    for (let col = step >> 1; col < width; col += step) {
      const z = heights[row * width + col]!;
      if (Number.isNaN(z)) continue;
      const [mapX, mapY] = toMap(transform, col + 0.5, row + 0.5);
      x.push(mapX);
      y.push(mapY);
      h.push(z);
    }
  }
  const geographic = geographicOf(crs);
  const [lonDeg, latDeg] = [Float64Array.from(x), Float64Array.from(y)];
  createTransform(crs, geographic).forward(lonDeg, latDeg);
  return movingPoints(lonDeg, latDeg, Float64Array.from(h), geographic.ellipsoid);
}

function motionOf(points: MovingPoints, surface: Parameters<typeof icp>[1]): Rigid | null {
  try {
    return icp(points, surface, IDENTITY, OPTIONS).motion;
  } catch (error) {
    if (error instanceof CuestaError && (error.code === 'convergence' || error.code === 'numeric'))
      return null;
    throw error;
  }
}

/** A tile whose outermost samples go on over a rim, so that nothing is lost where it moves inwards. */
function rimmed(heights: Float32Array, grid: Grid, rim: number): UnalignedDem {
  const around = gridWindow(grid, expand(fullWindow(grid), uniformMargin(rim)));
  const within = (i: number, size: number): number => Math.min(Math.max(i - rim, 0), size - 1);
  return {
    grid: around,
    source: {
      async readRaster(window) {
        const data = new Float32Array(window.width * window.height);
        for (let r = 0, i = 0; r < window.height; r++) {
          const line = within(window.row + r, grid.height) * grid.width;
          for (let c = 0; c < window.width; c++, i++) {
            data[i] = heights[line + within(window.col + c, grid.width)]!;
          }
        }
        const { transform, crs } = gridWindow(around, window);
        return { width: window.width, height: window.height, data, georef: { transform, crs } };
      },
    },
  };
}
