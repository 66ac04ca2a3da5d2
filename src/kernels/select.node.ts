import type { Backend, Compute } from '../core/kernel.js';
import { createWebgpuCompute } from './backends/webgpu.js';
import { createNodeGpu } from './backends/webgpu.node.js';
import { createCompute } from './select.js';

/** The chosen back end in Node (WebGPU through the optional package `webgpu`); errors as {@link createCompute}. */
export async function createNodeCompute(backend: Backend): Promise<Compute> {
  if (backend !== 'webgpu') return createCompute(backend);
  return createWebgpuCompute(await createNodeGpu());
}
