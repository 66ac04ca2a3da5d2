import { CuestaError } from '../core/errors.js';
import { toMap } from '../core/geo-transform.js';
import type { Grid } from '../core/georef.js';
import type { Raster } from '../core/raster.js';
import { createRng, type Rng } from '../core/rng.js';
import { type Crater, EJECTA_REACH } from './crater.js';
import { type CraterIndex, indexCraters } from './crater-index.js';
import { fractalSurface } from './fractal.js';

/** A rough cratered surface. Lengths in metres, angles none. */
export interface TerrainOptions {
  readonly seed: number;
  /** Area with craters; heights outside it are defined too, but lose their craters. */
  readonly west: number;
  readonly south: number;
  readonly width: number;
  readonly height: number;
  /** Root mean square height of the rough surface under the craters. */
  readonly relief: number;
  /** Self-affinity of the rough surface, 0 (jagged) to 1 (smooth). */
  readonly hurst: number;
  /**
   * Craters of at least diameter D per square metre, times D². The Moon's small craters are in equilibrium at
   * 0.079 (Trask 1966).
   */
  readonly craterDensity: number;
  readonly largestDiameter: number;
  /** Shortest wavelength of the relief and smallest crater diameter. */
  readonly detail: number;
}

/** A surface with known height everywhere, the same for the same options. */
export interface Terrain {
  readonly options: TerrainOptions;
  /** From the largest to the smallest size class. */
  readonly craters: readonly Crater[];
  /** Height in metres at a point in metres: exact, independent of any grid. */
  heightAt(x: number, y: number): number;
}

/** Relief shorter than this share of the longest wavelength is texture: it covers craters and plains alike. */
const TEXTURE = 1 / 30;

const MOST_CRATERS = 2_000_000;

/**
 * Rolling ground first, then impacts from the largest craters to the smallest, in size classes of a factor of two with
 * cumulative counts ∝ D^-2, then the finest relief.
 *
 * @throws `config` when the options ask for more craters than can be held
 */
export function createTerrain(options: TerrainOptions): Terrain {
  const { seed, width, height, detail, largestDiameter, craterDensity } = options;
  const expected = (craterDensity * width * height) / detail ** 2;
  if (expected > MOST_CRATERS) {
    throw new CuestaError('config', `The terrain asks for about ${Math.round(expected)} craters.`, {
      hint: 'Lower craterDensity or raise detail.',
    });
  }
  const longest = Math.max(width, height) / 1.5;
  const surface = fractalSurface(
    { seed, rms: options.relief, longest, shortest: detail, hurst: options.hurst },
    longest * TEXTURE,
  );
  const classes: CraterIndex[] = [];
  const heightAt = (x: number, y: number): number => {
    let h = surface.coarse(x, y);
    for (let i = 0; i < classes.length; i++) h = classes[i].apply(x, y, h);
    return h + surface.fine(x, y);
  };
  const rng = createRng(seed);
  for (let diameter = largestDiameter, i = 0; diameter >= 2 * detail; diameter /= 2, i++) {
    classes.push(indexCraters(sizeClass(options, diameter, rng.fork(i), heightAt)));
  }
  return { options, craters: classes.flatMap((c) => c.craters), heightAt };
}

/** Heights at the pixel centres of a grid, whose map units are the terrain's metres. Any window gives the same. */
export function sampleTerrain(terrain: Terrain, grid: Grid): Raster {
  const { width, height, transform, crs } = grid;
  const data = new Float32Array(width * height);
  for (let row = 0; row < height; row++) {
    for (let col = 0; col < width; col++) {
      const [x, y] = toMap(transform, col + 0.5, row + 0.5);
      data[row * width + col] = terrain.heightAt(x, y);
    }
  }
  return { width, height, data, georef: { transform, crs } };
}

/** Craters with diameters from half of `largest` to `largest`, on ground shaped by the larger ones. */
function sizeClass(
  options: TerrainOptions,
  largest: number,
  rng: Rng,
  heightAt: (x: number, y: number) => number,
): Crater[] {
  const smallest = largest / 2;
  const margin = (EJECTA_REACH * largest) / 2;
  const width = options.width + 2 * margin;
  const height = options.height + 2 * margin;
  const perArea = options.craterDensity * (smallest ** -2 - largest ** -2);
  const count = Math.floor(perArea * width * height + rng.next());
  return Array.from({ length: count }, () => {
    const x = options.west - margin + rng.next() * width;
    const y = options.south - margin + rng.next() * height;
    // Inverse of the cumulative distribution between the two diameters.
    const diameter = (largest ** -2 + rng.next() * (smallest ** -2 - largest ** -2)) ** -0.5;
    return craterAt(x, y, diameter / 2, rng, heightAt);
  });
}

/** Fresh to worn: age takes depth first, then rounds and lowers the rim. */
function craterAt(
  x: number,
  y: number,
  radius: number,
  rng: Rng,
  heightAt: (x: number, y: number) => number,
): Crater {
  const wear = rng.next() ** 0.7;
  const depth = 2 * radius * (0.2 - 0.165 * wear);
  const out = () => (rng.next() - 0.5) * 0.09;
  const near = 0.6 * radius;
  const ground =
    (heightAt(x - near, y) + heightAt(x + near, y) + heightAt(x, y - near) + heightAt(x, y + near)) / 4;
  return {
    x,
    y,
    radius,
    depth,
    rimHeight: depth * (0.2 - 0.08 * wear),
    softness: 0.06 + 0.5 * wear,
    ground,
    shape: [out(), out(), out() * 0.6, out() * 0.6],
  };
}
