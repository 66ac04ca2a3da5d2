import { access, constants, realpath, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { ioError } from '../core/atomic-file.node.js';
import { CuestaError } from '../core/errors.js';
import { sidecarPath } from '../io/sidecar.js';
import { type RunSettings, workFolderOf } from './run-settings.js';

/** Everything that stands in its place after a job: the products, their sidecars, and what else it writes. */
export function filesOfJob(products: readonly string[], documents: readonly string[] = []): string[] {
  return [...products, ...products.map(sidecarPath), ...documents];
}

/**
 * Refuses outputs that exist (unless they may be replaced), that are inputs at the same time, that are named twice, or whose
 * folder is missing or read-only: before any work, not after it.
 */
export async function checkOutputs(
  outputs: readonly string[],
  inputs: readonly string[],
  overwrite: boolean,
): Promise<void> {
  const inputPaths = new Set(await Promise.all(inputs.map(canonical)));
  const seen = new Set<string>();
  for (const output of outputs) {
    const path = await canonical(output);
    if (inputPaths.has(path)) {
      throw new CuestaError('config', `The output ${output} is also an input.`, {
        subject: output,
        hint: 'Write to another file: inputs are never changed.',
      });
    }
    if (seen.has(path)) {
      throw new CuestaError('config', `Two outputs have the same name: ${output}.`, {
        subject: output,
        hint: 'Give every output a name of its own.',
      });
    }
    seen.add(path);
    await checkFolder(output);
    await checkTarget(output, overwrite);
  }
}

/**
 * {@link checkOutputs} before the inputs are read and hashed, which may take minutes. Where an interrupted run has left its
 * work folder, outputs may be its own: then the decision is left to `runProduct`, which can tell.
 */
export async function checkOutputsEarly(
  outputs: readonly string[],
  inputs: readonly string[],
  settings: RunSettings,
): Promise<void> {
  const isResuming = await access(workFolderOf(outputs[0], settings)).then(
    () => true,
    () => false,
  );
  await checkOutputs(outputs, inputs, settings.overwrite || isResuming);
}

async function checkFolder(output: string): Promise<void> {
  try {
    await access(dirname(resolve(output)), constants.W_OK);
  } catch (cause) {
    throw ioError(cause, dirname(resolve(output)), 'write into the folder');
  }
}

async function checkTarget(output: string, overwrite: boolean): Promise<void> {
  const found = await stat(output).catch(() => null);
  if (found === null) return;
  if (found.isDirectory()) {
    throw new CuestaError('config', `The output ${output} is a folder.`, {
      subject: output,
      hint: 'Name a file.',
    });
  }
  if (!overwrite) {
    throw new CuestaError('config', `The output ${output} exists.`, {
      subject: output,
      hint: 'Use --overwrite to replace it, or choose another name.',
    });
  }
}

/** Absolute path with links resolved as far as the file exists. URLs stay as they are. */
async function canonical(path: string): Promise<string> {
  if (/^https?:\/\//.test(path)) return path;
  return realpath(path).catch(() => resolve(path));
}
