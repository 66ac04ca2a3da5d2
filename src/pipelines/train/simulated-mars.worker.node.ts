import type { SampleSource } from '../../nn/train/sample-source.js';
import { type SimulatedMarsConfig, simulatedMars } from './simulated-mars.js';

/** Data worker of `simulated-mars`. */
export function createSampleSource(options: unknown): SampleSource {
  return simulatedMars(options as SimulatedMarsConfig);
}
