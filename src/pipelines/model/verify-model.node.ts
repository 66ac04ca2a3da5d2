import { CuestaError } from '../../core/errors.js';
import { loadModel } from '../../nn/infer/manifest/model-file.node.js';
import { type Verification, verifyModel } from '../../nn/infer/manifest/verify-model.js';
import { createNodeRuntime } from '../../nn/runtime/node-runtime.node.js';

export interface VerifyOptions {
  readonly device: 'cpu' | 'webgpu';
  readonly threads: number;
}

/** Checks a model file against the manifest beside it; see {@link verifyModel} for what it throws. */
export async function verifyModelFile(path: string, options: VerifyOptions): Promise<Verification> {
  const { bytes, manifest } = await loadModel(path);
  if (manifest === null) {
    throw new CuestaError('input', `${path} has no manifest beside it to be checked against.`, {
      subject: path,
      hint: 'Put the .json file of the model beside it; cuesta model info shows what the file says about itself.',
    });
  }
  return verifyModel(bytes, manifest, await createNodeRuntime(options), path);
}
