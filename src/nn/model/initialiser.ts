import type { Rng } from '../../core/rng.js';
import type { Shape } from '../graph/shape.js';
import { sizeOf } from '../graph/shape.js';

/** How a parameter starts. */
export type Initialiser =
  | { readonly type: 'constant'; readonly value: number }
  | { readonly type: 'normal'; readonly deviation: number }
  /** Normal, redrawn beyond two standard deviations. */
  | { readonly type: 'truncated-normal'; readonly deviation: number }
  | { readonly type: 'uniform'; readonly limit: number };

export const constantInit = (value: number): Initialiser => ({ type: 'constant', value });

/** He et al. 2015 (eq. 10): keeps the variance of activations through layers followed by relu. */
export const heNormal = (fanIn: number): Initialiser => ({ type: 'normal', deviation: Math.sqrt(2 / fanIn) });

/** What torch gives a Conv2d: uniform within 1/sqrt(fan in). */
export const fanInUniform = (fanIn: number): Initialiser => ({
  type: 'uniform',
  limit: 1 / Math.sqrt(fanIn),
});

/** Samples of one parameter, row-major. */
export function initialise(init: Initialiser, shape: Shape, rng: Rng): Float32Array {
  const draw = drawer(init, rng);
  return Float32Array.from({ length: sizeOf(shape) }, draw);
}

function drawer(init: Initialiser, rng: Rng): () => number {
  switch (init.type) {
    case 'constant':
      return () => init.value;
    case 'normal':
      return () => init.deviation * rng.normal();
    case 'uniform':
      return () => init.limit * (2 * rng.next() - 1);
    case 'truncated-normal':
      return () => {
        for (;;) {
          const z = rng.normal();
          if (Math.abs(z) <= 2) return init.deviation * z;
        }
      };
  }
}
