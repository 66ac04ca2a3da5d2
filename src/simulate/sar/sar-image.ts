import type { Raster } from '../../core/raster.js';
import { createRng } from '../../core/rng.js';
import type { RadarView } from '../../sar/geometry/radar-view.js';
import type { ImageGeometry } from '../../sar/image/image-geometry.js';
import { SHADOW } from '../../sar/visibility/profile-visibility.js';
import { bilinear } from '../../terrain/bilinear.js';
import { projectedArea } from './backscatter.js';
import { addPower, type Cells, createCells, groundWindow } from './cells.js';
import { createGround, createProfile, demLine, fillProfile, type Ground, type Profile } from './profiles.js';
import { extremes, RANGE, secondsPerMetre, TIME } from './radar-lattice.js';
import { speckle } from './speckle.js';

/** Amplitude that stands for a brightness (beta nought) of 1. */
export const CALIBRATION = 1000;
/** Brightness of the receiver's noise: -22 dB. */
export const NOISE = 10 ** -2.2;
/** Facets per cell along both axes, on flat ground: with a hat of two cells' width they add up evenly. */
const OVERSAMPLING = 2;

/** A radar and how it samples. */
export interface SarSensor {
  readonly view: RadarView;
  /** Of slant range and of the ground along the track, metres; the resolution, too: samples are independent. */
  readonly rangeSpacing: number;
  readonly azimuthSpacing: number;
  /** Averaged in every sample; 1 or more. */
  readonly looks: number;
}

/** Ground as a radar sees it: heights above the view's ellipsoid, none missing, in a CRS in metres. */
export interface SarScene {
  readonly dem: Raster;
  /** Gamma nought of every pixel of the DEM, linear. */
  readonly gamma: Float32Array;
}

export interface SarImage {
  readonly geometry: ImageGeometry;
  readonly looks: number;
  /** {@link CALIBRATION} times the root of the brightness; 0 where no ground lies. */
  readonly amplitude: Uint16Array;
  /** Layover and shadow anywhere in a pixel of the DEM, as bits of `profile-visibility.ts`. */
  readonly visibility: Uint8Array;
}

/**
 * Takes an image: adds what every facet (two per sample and axis) sends back to the cells around its exact range and azimuth time, but for
 * facets in shadow, adds the receiver's noise, and draws speckle. The image is as large as the ground in it. Every row of facets yields the
 * share that is done. Working memory: about 11 bytes per sample (3 of them kept) and 1 per pixel of the DEM.
 *
 * Throws `geometry` when the radar does not see all of the ground.
 *
 * @param rain share of the power that comes back through the weather, by position in pixels of the DEM
 */
export function* takeSarImage(
  scene: SarScene,
  sensor: SarSensor,
  rain: (x: number, y: number) => number,
  seed: number,
): Generator<number, SarImage> {
  const { view, rangeSpacing, azimuthSpacing, looks } = sensor;
  const ground = createGround(scene.dem, view, rangeSpacing / OVERSAMPLING, azimuthSpacing / OVERSAMPLING);
  const exposure = exposureOf(ground, sensor);
  const visibility = new Uint8Array(scene.dem.width * scene.dem.height);
  const profile = createProfile(ground);
  for (let row = 0; row < ground.rows; row++) {
    fillProfile(ground, row, profile, row === 0 ? null : row - 1);
    addProfile(scene, ground, row, profile, exposure, rain, visibility);
    yield (row + 1) / ground.rows;
  }
  return { ...develop(exposure, looks, seed), looks, visibility };
}

interface Exposure {
  readonly cells: Cells;
  readonly geometry: ImageGeometry;
  /** Slant range of the first column (m), azimuth time of the first line (s). */
  readonly first: number;
  readonly firstLine: number;
  /** Square metres of slant range and track. */
  readonly cellArea: number;
}

/** Cells for all ranges and times that ground of the DEM's heights can have, and one more on every side. */
function exposureOf({ lattice }: Ground, { view, rangeSpacing, azimuthSpacing }: SarSensor): Exposure {
  const [near, far] = extremes(lattice, RANGE);
  const [from, to] = extremes(lattice, TIME);
  const lineInterval = azimuthSpacing * secondsPerMetre(lattice);
  const cells = createCells(
    Math.ceil((far - near) / rangeSpacing) + 3,
    Math.ceil((to - from) / lineInterval) + 3,
  );
  const first = near - rangeSpacing;
  const firstLine = from - lineInterval;
  const geometry: ImageGeometry = {
    ...view,
    width: cells.width,
    height: cells.height,
    azimuth: { firstLine, lineInterval, skew: { constant: 0, perRange: 0 } },
    range: { kind: 'slant', first, spacing: rangeSpacing },
  };
  return { cells, geometry, first, firstLine, cellArea: rangeSpacing * azimuthSpacing };
}

/** Adds one profile to the cells and marks the pixels of the DEM that it crosses. */
function addProfile(
  { dem, gamma }: SarScene,
  ground: Ground,
  row: number,
  { near, far, ranges, times, sines, marks }: Profile,
  { cells, geometry, first, firstLine, cellArea }: Exposure,
  rain: (x: number, y: number) => number,
  visibility: Uint8Array,
): void {
  const { du, dv } = ground;
  const path = demLine(ground, (row + 0.5) * dv);
  const reflectivity = { width: dem.width, height: dem.height, data: gamma };
  for (let i = 0; i < ranges.length; i++) {
    if (Number.isNaN(ranges[i])) continue;
    const x = path.col + (i + 0.5) * path.dCol;
    const y = path.row + (i + 0.5) * path.dRow;
    visibility[Math.floor(y) * dem.width + Math.floor(x)] |= marks[i];
    let power = 0;
    if ((marks[i] & SHADOW) === 0) {
      const rise = (near[i + 1] + far[i + 1] - near[i] - far[i]) / 2;
      const area = Math.max(0, projectedArea(du, dv, rise, sines[i]));
      power = (bilinear(reflectivity, x, y) * area * rain(x, y)) / cellArea;
    }
    const column = (ranges[i] - first) / geometry.range.spacing;
    const line = (times[i] - firstLine) / geometry.azimuth.lineInterval;
    // Slopes that fall away from the radar stretch facets; parts of them still add up evenly.
    const spread = (ranges[i + 1] - ranges[i - 1]) / (2 * geometry.range.spacing);
    const parts = spread > 1 / OVERSAMPLING ? Math.ceil(OVERSAMPLING * spread) : 1;
    for (let k = 0; k < parts; k++) {
      const offset = parts === 1 ? 0 : ((k + 0.5) / parts - 0.5) * spread;
      addPower(cells, column + offset, line, power / parts);
    }
  }
}

/** Cuts the image to its ground and makes speckled amplitudes. */
function develop(
  { cells, geometry, first, firstLine }: Exposure,
  looks: number,
  seed: number,
): Pick<SarImage, 'geometry' | 'amplitude'> {
  const { col, row, width, height } = groundWindow(cells);
  const rng = createRng(seed);
  const amplitude = new Uint16Array(width * height);
  for (let r = 0; r < height; r++) {
    for (let c = 0; c < width; c++) {
      const at = (row + r) * cells.width + col + c;
      if (cells.ground[at] === 0) continue;
      const power = (cells.power[at] + NOISE) * speckle(rng, looks);
      amplitude[r * width + c] = Math.min(65535, Math.max(1, Math.round(CALIBRATION * Math.sqrt(power))));
    }
  }
  const { azimuth, range } = geometry;
  return {
    amplitude,
    geometry: {
      ...geometry,
      width,
      height,
      azimuth: { ...azimuth, firstLine: firstLine + row * azimuth.lineInterval },
      range: { kind: 'slant', first: first + col * range.spacing, spacing: range.spacing },
    },
  };
}
