import { createNodeCompute } from '../../kernels/select.node.js';
import type { SampleSource } from '../../nn/train/sample-source.js';
import { type SimulatedEarthConfig, simulatedEarth } from './simulated-earth.js';

/** Data worker of `simulated-earth`. */
export async function createSampleSource(options: unknown): Promise<SampleSource> {
  return simulatedEarth(options as SimulatedEarthConfig, await createNodeCompute('wasm'));
}
