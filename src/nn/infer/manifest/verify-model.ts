import { CuestaError } from '../../../core/errors.js';
import { readModel } from '../../onnx/read-model.js';
import type { InferenceRuntime } from '../../runtime/model-session.js';
import { checkModelHash } from './check-model-hash.js';
import type { Manifest } from './manifest.js';
import { testVectorError } from './test-vector.js';

export interface Verification {
  readonly sha256: string;
  readonly runtime: string;
  /** See {@link testVectorError}. */
  readonly error: number;
  readonly tolerance: number;
}

/**
 * Checks a model against its manifest: the bytes by their hash, inputs and output by name and channels, the numbers by the test vector.
 * `path` names the file in errors.
 *
 * @throws CuestaError `format` for other bytes or another contract, `quality` for other numbers, `backend` when the runtime refuses it
 */
export async function verifyModel(
  bytes: Uint8Array,
  manifest: Manifest,
  runtime: InferenceRuntime,
  path: string,
): Promise<Verification> {
  const digest = await checkModelHash(bytes, manifest, path);
  checkContract(bytes, manifest, path);
  const session = await runtime.open(bytes, path);
  try {
    const names = manifest.inputs.map((input) => input.name);
    const error = await testVectorError(session, names, manifest.output.name, manifest.check);
    const { tolerance } = manifest.check;
    if (error > tolerance) throw otherNumbers(path, runtime, error, tolerance);
    return { sha256: digest, runtime: runtime.description, error, tolerance };
  } finally {
    await session.release();
  }
}

function checkContract(bytes: Uint8Array, manifest: Manifest, path: string): void {
  const { inputs, outputs } = readModel(bytes, path).graph;
  const differing = manifest.inputs.find(({ name, channels }) => {
    const found = inputs.find((value) => value.name === name);
    return found === undefined || found.shape[1] !== channels.length;
  });
  if (
    differing === undefined &&
    inputs.length === manifest.inputs.length &&
    outputs.some((value) => value.name === manifest.output.name)
  ) {
    return;
  }
  const show = (values: typeof inputs): string =>
    values.map((v) => `${v.name} [${v.shape.join(', ')}]`).join(', ');
  throw new CuestaError(
    'format',
    `${path} takes ${show(inputs)} and gives ${show(outputs)}, not what its manifest says.`,
    {
      subject: path,
      hint: 'Export the model again: file and manifest do not belong together.',
    },
  );
}

function otherNumbers(
  path: string,
  runtime: InferenceRuntime,
  error: number,
  tolerance: number,
): CuestaError {
  const found = `${error.toPrecision(3)} of the largest value, where ${tolerance} is allowed`;
  return new CuestaError(
    'quality',
    `${path} gives other numbers on ${runtime.description} than its test vector: they differ by ${found}.`,
    {
      subject: path,
      hint: 'Try another device; if the CPU differs too, the ONNX Runtime or the file is at fault.',
    },
  );
}
