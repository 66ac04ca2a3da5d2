import type { SampleSource } from '../../nn/train/sample-source.js';
import { dataFields } from './data.js';
import { type SimulatedTerrainConfig, simulatedTerrain } from './simulated-terrain.js';

/** Data worker of `simulated-terrain`. */
export function createSampleSource(options: unknown): SampleSource {
  const config = options as SimulatedTerrainConfig;
  const { shapes } = dataFields(config);
  return { count: config.count, shapes, read: (index, rng) => ({ ...simulatedTerrain(config, index, rng) }) };
}
