/** DEMs for benchmarks: real-looking, incompressible enough, and made in seconds. */

import { createRng } from '../dist/core/rng.js';
import { parseCrs } from '../dist/geo/parse-crs.js';
import { cogSpec } from '../dist/io/cog/cog-spec.js';
import { CogWriter } from '../dist/io/cog/cog-writer.node.js';
import { createTerrain, sampleTerrain } from '../dist/simulate/terrain.js';

const PATCH = 1024;
const NOISE_METRES = 0.05;

/**
 * Writes an uncompressed float32 DEM: a patch of cratered terrain, mirrored and added to itself at a coarser scale, plus sensor noise, so that
 * its compression ratio is that of a real DEM.
 *
 * @param {{ path: string, width: number, height: number, west?: number, north?: number, pixel?: number, seed?: number }} scene
 */
export async function writeScene({ path, width, height, west = 0, north = 0, pixel = 10, seed = 1 }) {
  const patch = makePatch(pixel);
  const rng = createRng(seed);
  const crs = parseCrs('EPSG:32633');
  const georef = { crs, transform: [pixel, 0, 500000 + west, 0, -pixel, 5000000 + north] };
  const spec = cogSpec({
    width,
    height,
    dtype: 'float32',
    georef,
    nodata: -9999,
    compression: 'none',
    overviews: 'none',
  });
  const writer = await CogWriter.create(path, spec);
  for (let row = 0; row * 512 < height; row++) {
    for (let col = 0; col * 512 < width; col++) {
      const tileWidth = Math.min(512, width - col * 512);
      const tileHeight = Math.min(512, height - row * 512);
      const samples = new Float32Array(tileWidth * tileHeight);
      for (let y = 0; y < tileHeight; y++) {
        for (let x = 0; x < tileWidth; x++) {
          const c = col * 512 + x + Math.round(west / pixel) + 65536;
          const r = row * 512 + y - Math.round(north / pixel) + 65536;
          const height = mirrored(patch, c, r) + 4 * mirrored(patch, c >> 3, r >> 3);
          samples[y * tileWidth + x] = height + NOISE_METRES * (rng.next() + rng.next() - 1);
        }
      }
      await writer.writeTile({ col, row, depth: 0 }, [samples]);
    }
  }
  await writer.finish();
  return path;
}

const patches = new Map();

function makePatch(pixel) {
  const known = patches.get(pixel);
  if (known) return known;
  const extent = PATCH * pixel;
  const terrain = createTerrain({
    seed: 7,
    west: 0,
    south: 0,
    width: extent,
    height: extent,
    relief: extent / 60,
    hurst: 0.9,
    craterDensity: 0.06,
    largestDiameter: extent / 4,
    detail: pixel * 3,
  });
  const grid = {
    width: PATCH,
    height: PATCH,
    transform: [pixel, 0, 0, 0, -pixel, extent],
    crs: parseCrs('EPSG:32633'),
  };
  const { data } = sampleTerrain(terrain, grid);
  patches.set(pixel, data);
  return data;
}

/** Sample of the plane tiled with mirrored patches, without steps. */
function mirrored(patch, col, row) {
  const c = col % (2 * PATCH);
  const r = row % (2 * PATCH);
  return patch[(r < PATCH ? r : 2 * PATCH - 1 - r) * PATCH + (c < PATCH ? c : 2 * PATCH - 1 - c)];
}
