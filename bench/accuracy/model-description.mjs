import { readFile } from 'node:fs/promises';

/** What a table has to say about the network it judges, from the manifest beside it. */
export async function describeModel(path) {
  const manifest = JSON.parse(await readFile(path.replace(/\.onnx$/, '.json'), 'utf8'));
  return { file: path.split('/').at(-1), sha256: manifest.file.sha256, training: manifest.training };
}
