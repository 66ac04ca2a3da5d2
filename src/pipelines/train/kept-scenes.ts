import { hash32 } from '../../core/rng.js';

/** Simulated scenes at hand during one epoch; every epoch makes new ones. */
export interface SceneSeries {
  readonly seed: number;
  readonly scenes: number;
}

/** Scenes by slot and epoch, each made once while its epoch lasts. */
export function keptScenes<Scene>(
  series: SceneSeries,
  make: (seed: number) => Scene,
): (slot: number, epoch: number | null) => Scene {
  const kept = new Map<number, Scene>();
  return (slot, epoch) => {
    const seed = sceneSeed(series, slot, epoch);
    const found = kept.get(seed) ?? make(seed);
    kept.delete(seed);
    kept.set(seed, found);
    // Two more than an epoch needs, for batches that reach into the next one.
    if (kept.size > series.scenes + 2) kept.delete(kept.keys().next().value!);
    return found;
  };
}

/**
 * Seed of scene `slot` of an epoch; of the validation scenes for null. Those of training scenes are even, those of validation scenes odd:
 * no scene is in both, whatever the seed of the configuration.
 */
export function sceneSeed({ seed, scenes }: SceneSeries, slot: number, epoch: number | null): number {
  const mixed = hash32(hash32(seed ^ 0x2f0b4c47) ^ hash32((epoch ?? -1) * scenes + slot));
  return epoch === null ? mixed | 1 : mixed & ~1;
}
