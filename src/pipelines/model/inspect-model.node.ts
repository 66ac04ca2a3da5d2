import { CuestaError } from '../../core/errors.js';
import { describeModel, type ModelFacts } from '../../nn/infer/manifest/describe-model.js';
import { readManifest, readModelBytes } from '../../nn/infer/manifest/model-file.node.js';

export type { InputReach } from '../../nn/infer/manifest/describe-model.js';

export interface Inspection extends ModelFacts {
  /** Why the file beside the model is no manifest of it: other programs put JSON there, too. */
  readonly manifestProblem: string | null;
}

/** What a model file and the manifest beside it say. Throws `io`, `format` or `unsupported`, naming the model file. */
export async function inspectModel(path: string): Promise<Inspection> {
  const bytes = await readModelBytes(path);
  try {
    return { ...(await describeModel(bytes, await readManifest(path), path)), manifestProblem: null };
  } catch (error) {
    if (!(error instanceof CuestaError) || error.subject === path) throw error;
    return { ...(await describeModel(bytes, null, path)), manifestProblem: error.message };
  }
}
