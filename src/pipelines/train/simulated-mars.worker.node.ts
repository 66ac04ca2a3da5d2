import type { SampleSource } from '../../nn/train/sample-source.js';
import { openRasterTiles } from './raster-tiles.node.js';
import { type MarsTiles, simulatedMars } from './simulated-mars.js';

/** Data worker of `simulated-mars`. */
export async function createSampleSource(options: unknown): Promise<SampleSource> {
  const { config, real } = options as MarsTiles;
  return simulatedMars(config, real === null ? null : await openRasterTiles(real));
}
