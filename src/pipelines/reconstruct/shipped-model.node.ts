import { access } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { CuestaError } from '../../core/errors.js';

/** The network that comes with the package, wherever that lies; seen from `src` and `dist` alike. */
const SHIPPED = fileURLToPath(new URL('../../../models/chen2022-compact.onnx', import.meta.url));

/** The model that the user names, or else the `shipped` one. Throws `input` when neither is there to be used. */
export async function chooseModel(named: string | undefined, shipped = SHIPPED): Promise<string> {
  if (named !== undefined) return named;
  await access(shipped).catch((cause: unknown) => {
    throw new CuestaError('input', `This installation has no network: ${shipped} is missing.`, {
      subject: '--model',
      hint:
        'Name one with --model, reinstall the package, or train it: cuesta train models/chen2022-compact.yaml --run-dir RUN, ' +
        'then cuesta model export RUN/best.safetensors -o NAME.onnx.',
      cause,
    });
  });
  return shipped;
}
