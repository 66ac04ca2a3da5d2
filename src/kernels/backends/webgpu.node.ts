import { CuestaError } from '../../core/errors.js';

/** WebGPU of the optional package `webgpu` (Dawn). Throws `backend` when the package is absent or cannot be loaded. */
export async function createNodeGpu(): Promise<GPU> {
  try {
    const { create } = await import('webgpu');
    return create([]);
  } catch (cause) {
    throw new CuestaError(
      'backend',
      'The optional package "webgpu" is not installed or does not load here.',
      {
        cause,
        hint: 'Run `npm install webgpu`, or choose --backend wasm.',
      },
    );
  }
}
