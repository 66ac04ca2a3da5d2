import { CuestaError } from '../../core/errors.js';
import type { Rng } from '../../core/rng.js';
import type { Shape } from '../graph/shape.js';
import { showShape, sizeOf } from '../graph/shape.js';
import type { FlatValues } from './initial-state.js';
import type { SampleSource } from './sample-source.js';

/**
 * Turns and mirrors all fields of a sample alike: one of the eight symmetries of the square, each as likely as the others. Fields are
 * [.., H, W] with H = W. For fields that do not depend on a direction: shaded relief lit from the north-west is not such a field.
 *
 * @throws CuestaError `config` for a field that is not square
 */
export function dihedral(sample: FlatValues, shapes: SampleSource['shapes'], rng: Rng): FlatValues {
  const symmetry = rng.int(8);
  return Object.fromEntries(
    Object.entries(sample).map(([field, values]) => [field, turned(values, shapes[field]!, symmetry)]),
  );
}

/** Symmetry 0 to 7: bit 0 swaps rows with columns, bit 1 mirrors left and right, bit 2 mirrors up and down. */
export function turned(values: Float32Array, shape: Shape, symmetry: number): Float32Array {
  const n = shape.at(-1)!;
  if (shape.length < 2 || shape.at(-2) !== n) {
    throw new CuestaError('config', `A field of shape ${showShape(shape)} cannot be turned.`, {
      hint: 'Use square samples, or leave the augmentation out.',
    });
  }
  const out = new Float32Array(values.length);
  const area = n * n;
  for (let plane = 0; plane < sizeOf(shape) / area; plane++) {
    for (let row = 0; row < n; row++) {
      for (let col = 0; col < n; col++) {
        const r = symmetry & 4 ? n - 1 - row : row;
        const c = symmetry & 2 ? n - 1 - col : col;
        const from = symmetry & 1 ? c * n + r : r * n + c;
        out[plane * area + row * n + col] = values[plane * area + from]!;
      }
    }
  }
  return out;
}
