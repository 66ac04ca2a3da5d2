import { CuestaError } from '../core/errors.js';
import type { Backend, Compute } from '../core/kernel.js';
import { createReferenceCompute } from './backends/reference.js';
import { createWasmCompute } from './backends/wasm.js';
import { createWebgpuCompute } from './backends/webgpu.js';

/**
 * The chosen back end in a browser (WebGPU through `navigator.gpu`). Throws `backend` when it is not available; it
 * never falls back to another one.
 */
export async function createCompute(backend: Backend): Promise<Compute> {
  if (backend === 'reference') return createReferenceCompute();
  if (backend === 'wasm') return createWasmCompute();
  const { navigator } = globalThis as { readonly navigator?: { readonly gpu?: GPU } };
  if (navigator?.gpu === undefined) {
    throw new CuestaError('backend', 'This browser has no WebGPU.', {
      hint: 'Use a browser with WebGPU over https or localhost, or choose the wasm back end.',
    });
  }
  return createWebgpuCompute(navigator.gpu);
}
