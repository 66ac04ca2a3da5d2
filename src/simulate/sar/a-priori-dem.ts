import { pixelSize, scale, toMap } from '../../core/geo-transform.js';
import type { Grid } from '../../core/georef.js';
import type { Raster } from '../../core/raster.js';
import { createRng, hash32 } from '../../core/rng.js';
import { fullWindow } from '../../core/window.js';
import { fractalSurface } from '../fractal.js';
import { whiteNoise } from '../lattice-noise.js';
import { createGround, createProfile, demLine, fillProfile } from './profiles.js';
import { passView } from './sar-pass.js';

/** The mission that made the DEM: a shuttle at 233 km. */
const MISSION = { incidenceDeg: 37, headingDeg: 60, look: 'left', altitude: 233e3, speed: 7800 } as const;
/** Metres: cells of the DEM, and how far its heights reach on the ground beyond half a cell. */
const CELL = 30;
const BLUR = 20;
/** Metres: noise of some cells' width on flat ground, what slopes add (per unit of slope), and errors of some kilometres. */
const NOISE = 1.2;
const SLOPE_NOISE = 14;
const WAVES = 0.8;
/** Largest error of position, metres. */
const SHIFT = 15;
/** Share of a cell in layover or shadow from which its height is lost, and the noise of what fills it, metres. */
const LOST = 0.3;
const FILL_NOISE = 8;
const FILL_SWEEPS = 300;

/** Grid of cells of 30 m that holds a DEM of a CRS in metres. */
function aPrioriGrid({ width, height, georef: { transform, crs } }: Raster): Grid {
  const [pixelX, pixelY] = pixelSize(transform);
  return {
    width: Math.ceil((width * pixelX) / CELL),
    height: Math.ceil((height * pixelY) / CELL),
    transform: scale(transform, CELL / pixelX, CELL / pixelY),
    crs,
  };
}

/**
 * The truth as an interferometric mission would have it: means over some more than a cell, a shift, noise that grows with the slope, long
 * waves; where the mission saw layover or shadow, a smooth fill from around with noise of its own. The amounts are chosen so that mountains
 * and plain have about the errors that Wang et al. (2022), doi:10.3390/rs14081778, found in SRTM.
 */
export function aPrioriDem(truth: Raster, sceneSeed: number): Raster {
  const seed = hash32(sceneSeed ^ 0x7f4a7c15);
  const grid = aPrioriGrid(truth);
  const { width, height, transform, crs } = grid;
  const rng = createRng(seed);
  const [shiftX, shiftY] = [SHIFT * (2 * rng.next() - 1), SHIFT * (2 * rng.next() - 1)];
  const smooth = means(truth, grid, shiftX, shiftY);
  const lost = lostCells(truth, grid);
  fill(smooth, lost, grid);
  const noise = fractalSurface(
    { seed: seed ^ 0x5bd1e995, rms: 1, longest: 240, shortest: 60, hurst: 0.3 },
    1,
  );
  const patchy = whiteNoise(seed ^ 0x3c6ef372, fullWindow(grid));
  const waves = fractalSurface({ seed, rms: WAVES, longest: 6000, shortest: 800, hurst: 0.9 }, 1);
  const data = smooth.map((h, i) => {
    const [east, north] = toMap(transform, i % width, Math.floor(i / width));
    const [x, y] = [east - transform[2], north - transform[5]];
    const sigma = NOISE + SLOPE_NOISE * slopeAt(smooth, i, width, height);
    return h + sigma * noise.coarse(x, y) + waves.coarse(x, y) + (lost[i] === 1 ? FILL_NOISE * patchy[i] : 0);
  });
  return { width, height, data, georef: { transform, crs } };
}

function means(truth: Raster, grid: Grid, shiftX: number, shiftY: number): Float32Array {
  const [pixelX, pixelY] = pixelSize(truth.georef.transform);
  const [factorX, factorY] = [CELL / pixelX, CELL / pixelY];
  const [blurX, blurY] = [BLUR / pixelX, BLUR / pixelY];
  const [offX, offY] = [shiftX / pixelX, shiftY / pixelY];
  const span = (from: number, to: number, size: number): readonly [number, number] => {
    const first = Math.max(0, Math.min(Math.round(from), size - 1));
    return [first, Math.max(first + 1, Math.min(Math.round(to), size))];
  };
  const samples = new Float32Array(grid.width * grid.height);
  for (let row = 0; row < grid.height; row++) {
    const [top, bottom] = span(
      row * factorY + offY - blurY,
      (row + 1) * factorY + offY + blurY,
      truth.height,
    );
    for (let col = 0; col < grid.width; col++) {
      const [left, right] = span(
        col * factorX + offX - blurX,
        (col + 1) * factorX + offX + blurX,
        truth.width,
      );
      let sum = 0;
      for (let y = top; y < bottom; y++) {
        for (let x = left; x < right; x++) sum += truth.data[y * truth.width + x];
      }
      samples[row * grid.width + col] = sum / ((bottom - top) * (right - left));
    }
  }
  return samples;
}

/** 1 where the mission saw too much of a cell in layover or shadow. */
function lostCells(truth: Raster, grid: Grid): Uint8Array {
  const { crs, transform } = truth.georef;
  const centre = toMap(transform, truth.width / 2, truth.height / 2);
  const view = passView(MISSION, crs, centre, truth.data[0]);
  const ground = createGround(truth, view, CELL / 4, CELL / 3);
  const profile = createProfile(ground);
  const marked = new Float32Array(grid.width * grid.height);
  const all = new Float32Array(grid.width * grid.height);
  const [width, height] = pixelSize(transform);
  for (let row = 0; row < ground.rows; row++) {
    fillProfile(ground, row, profile, row === 0 ? null : row - 1);
    const line = demLine(ground, (row + 0.5) * ground.dv);
    for (let i = 0; i < ground.cols; i++) {
      if (Number.isNaN(profile.ranges[i])) continue;
      const x = Math.floor(((line.col + (i + 0.5) * line.dCol) * width) / CELL);
      const y = Math.floor(((line.row + (i + 0.5) * line.dRow) * height) / CELL);
      all[y * grid.width + x]++;
      if (profile.marks[i] !== 0) marked[y * grid.width + x]++;
    }
  }
  return Uint8Array.from(marked, (count, i) => (count > LOST * all[i] ? 1 : 0));
}

/** Relaxes lost cells to the mean of their neighbours. */
function fill(heights: Float32Array, lost: Uint8Array, { width, height }: Grid): void {
  for (let sweep = 0; sweep < FILL_SWEEPS; sweep++) {
    for (let i = 0; i < heights.length; i++) {
      if (lost[i] === 0) continue;
      const [col, row] = [i % width, Math.floor(i / width)];
      let [sum, count] = [0, 0];
      if (col > 0) [sum, count] = [sum + heights[i - 1], count + 1];
      if (col + 1 < width) [sum, count] = [sum + heights[i + 1], count + 1];
      if (row > 0) [sum, count] = [sum + heights[i - width], count + 1];
      if (row + 1 < height) [sum, count] = [sum + heights[i + width], count + 1];
      heights[i] = sum / count;
    }
  }
}

function slopeAt(heights: Float32Array, i: number, width: number, height: number): number {
  const col = i % width;
  const row = Math.floor(i / width);
  const [left, right] = [i - (col > 0 ? 1 : 0), i + (col + 1 < width ? 1 : 0)];
  const [up, down] = [i - (row > 0 ? width : 0), i + (row + 1 < height ? width : 0)];
  return Math.hypot((heights[right] - heights[left]) / 2, (heights[down] - heights[up]) / 2) / CELL;
}
