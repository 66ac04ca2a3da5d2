import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { ioError, writeAtomically } from '../../../core/atomic-file.node.js';
import { CuestaError } from '../../../core/errors.js';
import { formatManifest, type Manifest, parseManifest } from './manifest.js';
import { modelCard } from './model-card.js';
import type { PackedModel } from './pack-model.js';

/** What belongs to a model: the ONNX file, its manifest and its card. */
export interface ModelFiles {
  readonly model: string;
  readonly manifest: string;
  readonly card: string;
}

/** `NAME.onnx`, `NAME.json`, `NAME.md`. Throws `config` for a model file of another ending. */
export function modelFiles(path: string): ModelFiles {
  if (!path.endsWith('.onnx')) {
    throw new CuestaError('config', `${path} does not end in .onnx.`, {
      subject: path,
      hint: 'Name the model file; its manifest and card lie beside it under the same name.',
    });
  }
  const stem = path.slice(0, -'.onnx'.length);
  return { model: path, manifest: `${stem}.json`, card: `${stem}.md` };
}

/** Writes model, manifest and card, the model first: a manifest without its model would be worse than the reverse. */
export async function writeModelFiles({ bytes, manifest }: PackedModel, files: ModelFiles): Promise<void> {
  await writeAtomically(files.model, (file) => file.writeFile(bytes));
  await writeAtomically(files.manifest, (file) => file.writeFile(formatManifest(manifest)));
  await writeAtomically(files.card, (file) => file.writeFile(modelCard(manifest)));
}

export interface LoadedModel {
  readonly path: string;
  readonly name: string;
  readonly bytes: Uint8Array;
  /** Null when there is no file beside the model. */
  readonly manifest: Manifest | null;
}

/** Reads a model file and, where there is one, its manifest. Throws `io`, and `format` or `unsupported` for the manifest. */
export async function loadModel(path: string): Promise<LoadedModel> {
  const files = modelFiles(path);
  const bytes = await readFile(path).catch((cause: unknown) => {
    throw ioError(cause, path, 'read');
  });
  const text = await readFile(files.manifest, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT') return null;
    throw ioError(cause, files.manifest, 'read');
  });
  const manifest = text === null ? null : parseManifest(text, files.manifest);
  return { path, name: basename(path), bytes: new Uint8Array(bytes), manifest };
}
