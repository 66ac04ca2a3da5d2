import { access, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CuestaError } from '../../core/errors.js';

/** Where the networks that come with the package lie; seen from `src` and `dist` alike. */
const MODELS = fileURLToPath(new URL('../../../models', import.meta.url));

/** Names of networks have neither folder nor ending. */
const NAME = /^[\w-]+$/;

/**
 * The model that the user names, by its file or as one that comes with the package (`madnet` is the compact one, `madnet-compact`), or else
 * the one called `name`. Throws `input` when it is not there to be used.
 */
export async function chooseModel(named: string | undefined, name: string, folder = MODELS): Promise<string> {
  if (named !== undefined && !NAME.test(named)) return named;
  const wanted = named ?? name;
  const candidates = [wanted, `${wanted}-compact`].map((model) => join(folder, `${model}.onnx`));
  for (const path of candidates) if (await isThere(path)) return path;
  throw new CuestaError(
    'input',
    `This installation has no network ${wanted}: ${join(folder, `${wanted}.onnx`)} is missing.`,
    { subject: '--model', hint: await hintFor(wanted, folder) },
  );
}

/** How to come by a network whose recipe is there, or else the names of those that are. */
async function hintFor(wanted: string, folder: string): Promise<string> {
  const recipe = `${wanted.endsWith('-compact') ? wanted : `${wanted}-compact`}.yaml`;
  if (await isThere(join(folder, recipe))) {
    return (
      `Name a file NAME.onnx with --model, reinstall the package, or train it: cuesta train models/${recipe} --run-dir RUN, ` +
      'then cuesta model export RUN/best.safetensors -o NAME.onnx.'
    );
  }
  const files = await readdir(folder).catch((): string[] => []);
  const names = files.filter((file) => file.endsWith('.onnx')).map((file) => file.slice(0, -'.onnx'.length));
  const known = names.length === 0 ? '' : ` The package brings ${names.sort().join(', ')}.`;
  return `Check the name, or name a file NAME.onnx with --model.${known}`;
}

function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
