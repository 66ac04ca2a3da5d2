import { pixelSize, toMap } from '../../core/geo-transform.js';
import type { Grid } from '../../core/georef.js';
import type { Raster } from '../../core/raster.js';
import { hash32 } from '../../core/rng.js';
import type { Window } from '../../core/window.js';
import { landCover } from './land-cover.js';
import { type Kinds, kindsAt, mixedTerrain } from './mixed-terrain.js';
import type { SarScene } from './sar-image.js';

/** Metres of the plain above the ellipsoid. */
const BASE = 300;

/** Part of a scene in which one kind of ground prevails, in pixels of its DEM. */
export interface TestArea {
  readonly name: 'mountain' | 'hill' | 'flat';
  readonly window: Window;
}

/**
 * Ground with known heights on a grid in metres: mountains with forest, hills, and a plain with fields; heights include the trees.
 * Independent of the pixel size but for what is too small for it.
 */
export function drawSarGround(seed: number, grid: Grid): SarScene {
  const { width, height, transform, crs } = grid;
  const terrain = mixedTerrain(hash32(seed ^ 0x7a5662d1));
  const cover = landCover(hash32(seed ^ 0x1b873593));
  const data = new Float32Array(width * height);
  const gamma = new Float32Array(width * height);
  const [west, north] = toMap(transform, 0, 0);
  for (let row = 0; row < height; row++) {
    for (let col = 0; col < width; col++) {
      const [mapX, mapY] = toMap(transform, col + 0.5, row + 0.5);
      const [x, y] = [mapX - west, mapY - north];
      const kinds = kindsAt((col + 0.5) / width, 1 - (row + 0.5) / height);
      const { height: above, gamma: decibels } = cover(x, y, kinds);
      data[row * width + col] = BASE + terrain(x, y, kinds) + above;
      gamma[row * width + col] = 10 ** (decibels / 10);
    }
  }
  return { dem: { width, height, data, georef: { transform, crs } }, gamma };
}

/** The same cover on a DEM of heights that include it: forest where it is steep. */
export function coverDem(seed: number, dem: Raster): SarScene {
  const { width, height, georef, data } = dem;
  const cover = landCover(hash32(seed ^ 0x1b873593));
  const gamma = new Float32Array(width * height);
  const [west, north] = toMap(georef.transform, 0, 0);
  for (let row = 0; row < height; row++) {
    for (let col = 0; col < width; col++) {
      const [x, y] = toMap(georef.transform, col + 0.5, row + 0.5);
      const i = row * width + col;
      const right = data[col + 1 < width ? i + 1 : i];
      const below = data[row + 1 < height ? i + width : i];
      const slope = Math.hypot(right - data[i], below - data[i]) / Math.min(...pixelSize(georef.transform));
      gamma[i] = 10 ** (cover(x - west, y - north, kindsOfSlope(slope)).gamma / 10);
    }
  }
  return { dem, gamma };
}

function kindsOfSlope(slope: number): Kinds {
  const mountain = Math.min(1, slope / 0.6);
  return { mountain, hill: 0, flat: 1 - mountain };
}

/** Where the kinds of {@link drawSarGround} are pure. */
export function testAreas(width: number, height: number): TestArea[] {
  const part = (west: number, east: number, south: number, north: number): Window => {
    const col = Math.round(west * width);
    const row = Math.round((1 - north) * height);
    return {
      col,
      row,
      width: Math.round(east * width) - col,
      height: Math.round((1 - south) * height) - row,
    };
  };
  return [
    { name: 'mountain', window: part(0.08, 0.92, 0.62, 0.92) },
    { name: 'hill', window: part(0.08, 0.4, 0.08, 0.38) },
    { name: 'flat', window: part(0.6, 0.92, 0.08, 0.38) },
  ];
}
