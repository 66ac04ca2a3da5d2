import { createRng } from '../../core/rng.js';
import { type Shape, sizeOf } from '../graph/shape.js';
import { type Initialiser, initialise } from './initialiser.js';

/** One named part of a flat tensor. */
export interface Entry {
  readonly name: string;
  readonly shape: Shape;
  /** First sample in the flat tensor. */
  readonly offset: number;
  readonly size: number;
  readonly init: Initialiser;
}

/** Named parts of one flat float32 tensor, in the order in which the network asks for them. */
export interface Registry {
  readonly entries: readonly Entry[];
  /** Samples in all. */
  readonly size: number;
}

export const emptyRegistry: Registry = { entries: [], size: 0 };

export function withEntry(registry: Registry, name: string, shape: Shape, init: Initialiser): Registry {
  const size = sizeOf(shape);
  const entry = { name, shape, offset: registry.size, size, init };
  return { entries: [...registry.entries, entry], size: registry.size + size };
}

/** Initial values; every entry draws from its own stream, so that adding a layer does not change the others. */
export function initialValues(registry: Registry, seed: number): Float32Array {
  const values = new Float32Array(registry.size);
  const rng = createRng(seed);
  registry.entries.forEach(({ init, shape, offset, name }) => {
    values.set(initialise(init, shape, rng.fork(hashName(name))), offset);
  });
  return values;
}

/** FNV-1a over UTF-16 units. */
function hashName(name: string): number {
  let h = 0x811c9dc5;
  for (let i = 0; i < name.length; i++) h = Math.imul(h ^ name.charCodeAt(i), 0x01000193);
  return h >>> 0;
}
