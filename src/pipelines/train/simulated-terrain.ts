import { z } from 'zod';
import type { Rng } from '../../core/rng.js';
import { hash32 } from '../../core/rng.js';
import { hillshade } from '../../kernels/hillshade/index.js';
import { turned } from '../../nn/train/dihedral.js';
import { createTerrain } from '../../simulate/terrain.js';

export const simulatedTerrainSchema = z.strictObject({
  type: z.literal('simulated-terrain'),
  /** Pixels along each side. */
  size: z.number().int().min(8).max(4096).default(64),
  /** Pieces of terrain, each with a seed of its own. */
  count: z.number().int().min(1).max(10_000_000).default(512),
  seed: z.number().int().min(0).max(0x7fffffff).default(1),
  /** Direction of the sun clockwise from north, and its height above the horizon, in degrees. */
  sunAzimuth: z.number().default(315),
  sunAltitude: z.number().min(1).max(90).default(35),
  /** Turn and mirror the terrain (not the light) differently in every epoch. */
  augment: z.boolean().default(true),
});

export type SimulatedTerrainConfig = z.output<typeof simulatedTerrainSchema>;

/** Hurst exponent and relief of the ground, and craters: rough plains as `cuesta simulate` makes them. Lengths in pixels. */
const HURST = 0.85;
const RELIEF_SHARE = 0.02;
const CRATER_DENSITY = 0.02;
const DETAIL = 2.5;

/** Standard deviation that heights have about after normalisation. */
const HEIGHT_UNIT_SHARE = 0.02;

/**
 * A piece of terrain and its shaded image. `image`: Lambert's law for the sun of the configuration, -1 (dark) to 1; `height`: above the
 * piece's mean, in units of a fiftieth of its width. `rng` turns the terrain; null leaves it as it is.
 */
export function simulatedTerrain(
  config: SimulatedTerrainConfig,
  index: number,
  rng: Rng | null,
): { image: Float32Array; height: Float32Array } {
  const { size, sunAzimuth, sunAltitude } = config;
  const width = size + 2;
  const terrain = terrainOf(config, index, width);
  const padded = rng === null || !config.augment ? terrain : turned(terrain, [width, width], rng.int(8));
  const shade = new Uint8Array(size * size);
  hillshade.reference(
    { heights: padded },
    { shade },
    {
      ...{ width, height: width, cellX: 1, cellY: 1, zFactor: 1, edges: 'nodata' },
      ...{ azimuthDeg: sunAzimuth, altitudeDeg: sunAltitude },
    },
  );
  const height = new Float32Array(size * size);
  for (let row = 0; row < size; row++) {
    height.set(padded.subarray((row + 1) * width + 1, (row + 1) * width + 1 + size), row * size);
  }
  const mean = height.reduce((a, b) => a + b, 0) / height.length;
  return {
    image: Float32Array.from(shade, (level) => (level - 128) / 127),
    height: height.map((h) => (h - mean) / (HEIGHT_UNIT_SHARE * size)),
  };
}

/** Heights in pixels on a square of `width` pixels. */
function terrainOf({ seed, size }: SimulatedTerrainConfig, index: number, width: number): Float32Array {
  const terrain = createTerrain({
    seed: hash32(seed ^ hash32(index)),
    ...{ west: 0, south: 0, width, height: width },
    relief: RELIEF_SHARE * size,
    hurst: HURST,
    craterDensity: CRATER_DENSITY,
    largestDiameter: size / 3,
    detail: DETAIL,
  });
  const heights = new Float32Array(width * width);
  for (let row = 0; row < width; row++) {
    for (let col = 0; col < width; col++) {
      heights[row * width + col] = terrain.heightAt(col + 0.5, width - row - 0.5);
    }
  }
  return heights;
}
