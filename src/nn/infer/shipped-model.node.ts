import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CuestaError } from '../../core/errors.js';

/** Where the networks that come with the package lie; seen from `src` and `dist` alike. */
const MODELS = fileURLToPath(new URL('../../../models', import.meta.url));

/**
 * The model that the user names, or else the one called `name` that comes with the package. Throws `input` when neither is there to be
 * used.
 */
export async function chooseModel(named: string | undefined, name: string, folder = MODELS): Promise<string> {
  if (named !== undefined) return named;
  const shipped = join(folder, `${name}.onnx`);
  await access(shipped).catch((cause: unknown) => {
    throw new CuestaError('input', `This installation has no network: ${shipped} is missing.`, {
      subject: '--model',
      hint:
        `Name one with --model, reinstall the package, or train it: cuesta train models/${name}.yaml --run-dir RUN, ` +
        'then cuesta model export RUN/best.safetensors -o NAME.onnx.',
      cause,
    });
  });
  return shipped;
}
