import { createNodeCompute } from '../../kernels/select.node.js';
import { createTileSource } from '../../networks/chen2022/samples/tile-source.js';
import type { SampleSource } from '../../nn/train/sample-source.js';
import { type SimulatedMoonConfig, simulatedMoon } from './simulated-moon.js';

/** Data worker of `simulated-moon`. */
export async function createSampleSource(options: unknown): Promise<SampleSource> {
  const config = options as SimulatedMoonConfig;
  const { target, augment, sun } = config;
  const tiles = simulatedMoon(config, await createNodeCompute('wasm'));
  return createTileSource(tiles, { target, augment: augment && sun === 'any' });
}
