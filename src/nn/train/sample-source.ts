import type { Rng } from '../../core/rng.js';
import type { Shape } from '../graph/shape.js';
import type { FlatValues } from './initial-state.js';

/**
 * Where samples come from. A source lives in a worker thread and is made there by the {@link SampleModule} of its kind, so that
 * reading and computing samples never holds up the training.
 */
export interface SampleSource {
  /** Samples in one epoch. */
  readonly count: number;
  /** Shape of every field of one sample, without the batch axis. */
  readonly shapes: Readonly<Record<string, Shape>>;
  /**
   * Sample `index`, finite everywhere. All its randomness (crops, augmentation) comes from `rng`, so that a resumed training sees the
   * same; null asks for the sample without any, for validation. `epoch`, the number of the pass over the samples (null for
   * validation), is for sources that make several samples from one expensive thing and renew it with every pass.
   */
  read(index: number, rng: Rng | null, epoch: number | null): FlatValues | Promise<FlatValues>;
  close?(): Promise<void>;
}

/** What the module of a source exports. `options` is plain data. */
export interface SampleModule {
  createSampleSource(options: unknown): SampleSource | Promise<SampleSource>;
}

/** A source that is yet to be made. */
export interface SourceReference {
  /** URL of its {@link SampleModule}. */
  readonly module: string;
  readonly options: unknown;
}

/** A source whose samples pass through `augment`, but not those for validation. */
export function augmented(
  source: SampleSource,
  augment: (sample: FlatValues, shapes: SampleSource['shapes'], rng: Rng) => FlatValues,
): SampleSource {
  return {
    ...source,
    async read(index, rng, epoch) {
      const sample = await source.read(index, rng, epoch);
      return rng === null ? sample : augment(sample, source.shapes, rng);
    },
  };
}
