import './software-gpu.js';
import { createNodeGpu } from '../../src/kernels/backends/webgpu.node.js';

/** WebGPU in Node; null without it. Tests are skipped where `adapter` is null, unless CUESTA_REQUIRE demands "chromium". */
export const gpu = await createNodeGpu().catch(() => null);
export const adapter = (await gpu?.requestAdapter()) ?? null;
if (adapter === null) {
  if ((process.env.CUESTA_REQUIRE ?? '').split(',').includes('chromium')) {
    throw new Error('CUESTA_REQUIRE demands "chromium", but its software GPU gives no WebGPU adapter');
  }
  console.warn('skipping tests: no WebGPU adapter (npm install webgpu, apt-get install chromium libvulkan1)');
}
