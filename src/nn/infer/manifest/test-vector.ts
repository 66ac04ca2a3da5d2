import { CuestaError } from '../../../core/errors.js';
import { createRng } from '../../../core/rng.js';
import { type Shape, sizeOf } from '../../graph/shape.js';
import type { ModelSession, ModelTensor } from '../../runtime/model-session.js';
import type { TestVector } from './manifest.js';

/** Samples of the output that a test vector keeps. */
const KEPT = 64;

/** Different runtimes add in different orders; a wrong weight changes far more. */
const TOLERANCE = 1e-4;

export interface TestVectorInput {
  readonly name: string;
  readonly shape: Shape;
}

/**
 * Runs a model on random inputs, uniform in -1 … 1, and keeps evenly spaced samples of the output.
 *
 * @throws CuestaError `quality` for a model that gives no finite numbers
 */
export async function makeTestVector(
  session: ModelSession,
  inputs: readonly TestVectorInput[],
  output: string,
  seed = 1,
): Promise<TestVector> {
  const { data } = await runOn(session, inputs, output, seed);
  const kept = Math.min(KEPT, data.length);
  const places = Array.from({ length: kept }, (_, i) => Math.floor(((i + 0.5) * data.length) / kept));
  if (!data.every(Number.isFinite)) throw notFinite(output);
  return {
    seed,
    shapes: inputs.map(({ shape }) => [...shape]),
    places,
    values: places.map((place) => data[place]!),
    tolerance: TOLERANCE,
  };
}

const notFinite = (output: string): CuestaError =>
  new CuestaError('quality', `The network gives infinite ${output}s for inputs between -1 and 1.`, {
    hint:
      'Has one of its inputs been constant in the training? Batch normalisation then multiplies anything else by hundreds. ' +
      'Train it without this input, or with data in which it changes.',
  });

/** The largest difference between what a model gives now and its test vector, in units of the largest value. */
export async function testVectorError(
  session: ModelSession,
  names: readonly string[],
  output: string,
  { seed, shapes, places, values }: TestVector,
): Promise<number> {
  const inputs = names.map((name, i) => ({ name, shape: shapes[i]! }));
  const { data } = await runOn(session, inputs, output, seed);
  const largest = Math.max(...values.map(Math.abs), Number.MIN_VALUE);
  const differences = places.map((place, i) => Math.abs((data[place] ?? Number.NaN) - values[i]!) / largest);
  return differences.some(Number.isNaN) ? Number.POSITIVE_INFINITY : Math.max(...differences);
}

async function runOn(
  session: ModelSession,
  inputs: readonly TestVectorInput[],
  output: string,
  seed: number,
): Promise<ModelTensor> {
  const rng = createRng(seed);
  const feeds = inputs.map(({ name, shape }, i) => {
    const stream = rng.fork(i);
    const data = Float32Array.from({ length: sizeOf(shape) }, () => 2 * stream.next() - 1);
    return [name, { shape, data }] as const;
  });
  return (await session.run(Object.fromEntries(feeds)))[output]!;
}
