import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { ioError, writeAtomically } from '../../../core/atomic-file.node.js';
import { CuestaError } from '../../../core/errors.js';
import { checkModelHash } from './check-model-hash.js';
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
  const bytes = await readModelBytes(path);
  return { path, name: basename(path), bytes, manifest: await readManifest(path) };
}

export interface CheckedModel extends LoadedModel {
  readonly manifest: Manifest;
}

/**
 * Reads a model with its manifest, for use. Throws what {@link loadModel} does, `input` when there is no manifest, and `format` when it
 * belongs to other bytes.
 */
export async function loadCheckedModel(path: string): Promise<CheckedModel> {
  const { manifest, ...model } = await loadModel(path);
  if (manifest === null) {
    throw new CuestaError('input', `${path} has no manifest beside it.`, {
      subject: path,
      hint: `Put ${modelFiles(path).manifest} there: it says what the network takes and gives.`,
    });
  }
  await checkModelHash(model.bytes, manifest, path);
  return { ...model, manifest };
}

/** The ONNX file alone. Throws `io`, and `config` for a file of another ending. */
export async function readModelBytes(path: string): Promise<Uint8Array> {
  const bytes = await readFile(modelFiles(path).model).catch((cause: unknown) => {
    throw ioError(cause, path, 'read');
  });
  return new Uint8Array(bytes);
}

/** The manifest beside a model file; null when there is none. Throws `io`, `format` and `unsupported`. */
export async function readManifest(path: string): Promise<Manifest | null> {
  const { manifest } = modelFiles(path);
  const text = await readFile(manifest, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT') return null;
    throw ioError(cause, manifest, 'read');
  });
  return text === null ? null : parseManifest(text, manifest);
}
