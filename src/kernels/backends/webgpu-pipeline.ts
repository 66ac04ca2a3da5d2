import { CuestaError } from '../../core/errors.js';
import type { WebgpuPass } from '../../core/kernel.js';

export function webgpuFailure(kernel: string, reason: string, cause?: unknown): CuestaError {
  return new CuestaError('backend', `Kernel ${kernel} cannot run on WebGPU: ${reason}.`, {
    cause,
    hint: 'Choose another back end (wasm runs every kernel).',
  });
}

/** Compiles a kernel's shader; throws `backend` with the compiler's messages and line numbers. */
export async function createPipeline(
  device: GPUDevice,
  kernel: string,
  { wgsl, entryPoint }: Pick<WebgpuPass, 'wgsl' | 'entryPoint'>,
): Promise<GPUComputePipeline> {
  device.pushErrorScope('validation');
  const module = device.createShaderModule({ label: kernel, code: wgsl });
  const invalid = device.popErrorScope();
  const { messages } = await module.getCompilationInfo();
  const errors = messages.filter((m) => m.type === 'error');
  if (errors.length > 0) {
    const lines = errors.map((m) => `line ${m.lineNum}:${m.linePos} ${m.message}`);
    throw webgpuFailure(kernel, lines.join('; '));
  }
  const error = await invalid;
  if (error !== null) throw webgpuFailure(kernel, error.message);
  try {
    return await device.createComputePipelineAsync({ layout: 'auto', compute: { module, entryPoint } });
  } catch (cause) {
    throw webgpuFailure(kernel, (cause as Error).message, cause);
  }
}

/** Scalars as WGSL lays out a uniform struct of 4-byte members. */
export function packUniforms(scalars: WebgpuPass['uniforms']): Uint8Array<ArrayBuffer> {
  const view = new DataView(new ArrayBuffer(Math.ceil((scalars.length * 4) / 16) * 16));
  for (const [i, { type, value }] of scalars.entries()) {
    if (type === 'f32') view.setFloat32(i * 4, value, true);
    else if (type === 'i32') view.setInt32(i * 4, value, true);
    else view.setUint32(i * 4, value, true);
  }
  return new Uint8Array(view.buffer);
}
