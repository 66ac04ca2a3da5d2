import { CuestaError } from '../../core/errors.js';
import { createRng } from '../../core/rng.js';
import { showShape, sizeOf } from '../graph/shape.js';
import type { Draw } from './batch-order.js';
import type { SampleSource } from './sample-source.js';

/** Fields [N, ..shape] and where they come from. */
export interface Batch {
  readonly fields: Record<string, Float32Array>;
  readonly draws: readonly Draw[];
}

/**
 * Reads and stacks samples. Each gets a random stream of its own, from the seed, its epoch and its index.
 *
 * @throws CuestaError `input`, naming sample and field, for missing fields, wrong sizes and values that are not finite
 */
export async function readBatch(source: SampleSource, draws: readonly Draw[], seed: number): Promise<Batch> {
  const names = Object.keys(source.shapes);
  const fields = Object.fromEntries(
    names.map((name) => [name, new Float32Array(draws.length * sizeOf(source.shapes[name]!))]),
  );
  for (const [k, { index, epoch }] of draws.entries()) {
    const rng = epoch === null ? null : createRng(seed).fork(epoch).fork(index);
    const sample = await source.read(index, rng, epoch);
    for (const name of names) {
      const size = sizeOf(source.shapes[name]!);
      const values = sample[name];
      checkField(values, name, index, source);
      fields[name]!.set(values, k * size);
    }
  }
  return { fields, draws };
}

function checkField(
  values: Float32Array | undefined,
  name: string,
  index: number,
  { shapes }: SampleSource,
): asserts values is Float32Array {
  const subject = `sample ${index}`;
  const size = sizeOf(shapes[name]!);
  if (values?.length !== size) {
    const found = values === undefined ? 'is missing' : `holds ${values.length} values`;
    throw new CuestaError('input', `Field "${name}" of sample ${index} ${found}.`, {
      subject,
      hint: `The source declares ${showShape(shapes[name]!)}, which are ${size} values.`,
    });
  }
  const wrong = values.findIndex((v) => !Number.isFinite(v));
  if (wrong >= 0) {
    throw new CuestaError(
      'input',
      `Field "${name}" of sample ${index} holds ${values[wrong]} at position ${wrong}.`,
      { subject, hint: 'Fill voids and give the loss a mask field: nodata must not enter a network.' },
    );
  }
}
