import { describeModel, type ModelFacts } from '../../nn/infer/manifest/describe-model.js';
import { loadModel } from '../../nn/infer/manifest/model-file.node.js';

export type { InputReach, ModelFacts } from '../../nn/infer/manifest/describe-model.js';

/** What a model file and the manifest beside it say. Throws `io`, `format` or `unsupported`, naming the file. */
export async function inspectModel(path: string): Promise<ModelFacts> {
  const { bytes, manifest } = await loadModel(path);
  return describeModel(bytes, manifest, path);
}
