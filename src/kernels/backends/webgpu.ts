import { CuestaError, throwIfAborted } from '../../core/errors.js';
import type {
  Arrays,
  ArrayType,
  Compute,
  Kernel,
  KernelArray,
  Layout,
  WebgpuBinding,
} from '../../core/kernel.js';
import { createArray } from '../arrays.js';
import { type BufferPool, createBufferPool, USAGE } from './buffer-pool.js';

interface Session {
  readonly device: GPUDevice;
  readonly pool: BufferPool;
  readonly pipelines: Map<string, Promise<GPUComputePipeline>>;
  /** Why the device cannot be used any more, null while it can. */
  lost: string | null;
}

/**
 * Runs kernels as WGSL compute shaders on the adapter that the system prefers. Whatever goes wrong on the device
 * (no adapter, shader that does not compile, lost device) throws `backend`; arrays that exceed its limits throw
 * `config`.
 */
export async function createWebgpuCompute(gpu: GPU): Promise<Compute> {
  const adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' });
  if (adapter === null) {
    throw new CuestaError('backend', 'WebGPU found no usable graphics adapter.', {
      hint: 'Install a Vulkan, Metal or Direct3D 12 driver (VK_ICD_FILENAMES selects one), or choose the wasm back end.',
    });
  }
  const session = await openSession(adapter);
  const { vendor, architecture } = adapter.info;
  return {
    backend: 'webgpu',
    description: ['webgpu', vendor, architecture].filter((word) => word !== '').join(' '),
    run: (kernel, inputs, params, signal) => run(session, kernel, inputs, params, signal),
    async close() {
      session.lost = 'it was closed';
      session.pool.destroy();
      session.device.destroy();
    },
  };
}

async function openSession(adapter: GPUAdapter): Promise<Session> {
  const { maxBufferSize, maxStorageBufferBindingSize } = adapter.limits;
  const device = await adapter.requestDevice({
    requiredLimits: { maxBufferSize, maxStorageBufferBindingSize },
  });
  const session: Session = { device, pool: createBufferPool(device), pipelines: new Map(), lost: null };
  void device.lost.then(({ reason, message }) => {
    session.lost ??= `${reason} ${message}`.trim();
  });
  return session;
}

async function run<I extends Arrays, O extends Arrays, P>(
  session: Session,
  kernel: Kernel<I, O, P>,
  inputs: I,
  params: P,
  signal: AbortSignal | undefined,
): Promise<O> {
  throwIfAborted(signal);
  const { webgpu } = kernel;
  if (webgpu === undefined) {
    throw failure(kernel.name, 'it has no WebGPU version');
  }
  if (session.lost !== null) throw failure(kernel.name, `the device was lost: ${session.lost}`);
  const layout = kernel.outputs(inputs, params);
  const groups = webgpu.workgroups(inputs, params);
  checkLimits(session.device.limits, kernel.name, inputs, layout, groups);
  const pipeline = await pipelineOf(session, kernel.name, webgpu);
  throwIfAborted(signal);
  const outputs = await dispatch(
    session,
    kernel.name,
    pipeline,
    packUniforms(webgpu, inputs, params),
    inputs,
    layout,
    groups,
  );
  throwIfAborted(signal);
  return outputs;
}

function failure(kernel: string, reason: string, cause?: unknown): CuestaError {
  return new CuestaError('backend', `Kernel ${kernel} cannot run on WebGPU: ${reason}.`, {
    cause,
    hint: 'Choose another back end (wasm runs every kernel).',
  });
}

/** Compiled pipeline; a shader that does not compile throws with the compiler's messages and line numbers. */
function pipelineOf<I, P>(
  session: Session,
  name: string,
  binding: WebgpuBinding<I, P>,
): Promise<GPUComputePipeline> {
  const key = `${binding.entryPoint}\n${binding.wgsl}`;
  let pipeline = session.pipelines.get(key);
  if (pipeline === undefined) {
    pipeline = compile(session.device, name, binding);
    session.pipelines.set(key, pipeline);
  }
  return pipeline;
}

async function compile<I, P>(
  device: GPUDevice,
  name: string,
  { wgsl, entryPoint }: WebgpuBinding<I, P>,
): Promise<GPUComputePipeline> {
  device.pushErrorScope('validation');
  const module = device.createShaderModule({ label: name, code: wgsl });
  const invalid = device.popErrorScope();
  const { messages } = await module.getCompilationInfo();
  const errors = messages.filter((m) => m.type === 'error');
  if (errors.length > 0) {
    throw failure(name, errors.map((m) => `line ${m.lineNum}:${m.linePos} ${m.message}`).join('; '));
  }
  const error = await invalid;
  if (error !== null) throw failure(name, error.message);
  try {
    return await device.createComputePipelineAsync({ layout: 'auto', compute: { module, entryPoint } });
  } catch (cause) {
    throw failure(name, (cause as Error).message, cause);
  }
}

function packUniforms<I, P>(binding: WebgpuBinding<I, P>, inputs: I, params: P): Uint8Array<ArrayBuffer> {
  const scalars = binding.uniforms(inputs, params);
  const view = new DataView(new ArrayBuffer(Math.ceil((scalars.length * 4) / 16) * 16));
  for (const [i, { type, value }] of scalars.entries()) {
    if (type === 'f32') view.setFloat32(i * 4, value, true);
    else if (type === 'i32') view.setInt32(i * 4, value, true);
    else view.setUint32(i * 4, value, true);
  }
  return new Uint8Array(view.buffer);
}

/** Bytes of an array on the device, where `u8` samples take a word each. */
function deviceBytes(length: number): number {
  return Math.max(16, length * 4);
}

function checkLimits<O>(
  limits: GPUSupportedLimits,
  kernel: string,
  inputs: Arrays,
  layout: Layout<O>,
  groups: readonly number[],
): void {
  const outputs = Object.values(layout) as { readonly type: ArrayType; readonly length: number }[];
  if (outputs.some((o) => o.type === 'f64') || Object.values(inputs).some((a) => a instanceof Float64Array)) {
    throw failure(kernel, 'WebGPU has no float64');
  }
  const largest = Math.max(...[...outputs, ...Object.values(inputs)].map((a) => deviceBytes(a.length)));
  const allowed = Math.min(limits.maxStorageBufferBindingSize, limits.maxBufferSize);
  if (largest > allowed || groups.some((n) => n > limits.maxComputeWorkgroupsPerDimension)) {
    throw new CuestaError(
      'config',
      `Kernel ${kernel}: ${largest} bytes exceed the device's limit (${allowed}).`,
      {
        hint: 'Use smaller tiles, or choose the wasm back end.',
      },
    );
  }
}

/** Everything up to the submit is synchronous, so error scopes of concurrent calls do not mix. */
async function dispatch<O>(
  session: Session,
  kernel: string,
  pipeline: GPUComputePipeline,
  uniforms: Uint8Array<ArrayBuffer>,
  inputs: Arrays,
  layout: Layout<O>,
  groups: readonly [number, number, number],
): Promise<O> {
  const { device, pool } = session;
  device.pushErrorScope('out-of-memory');
  device.pushErrorScope('validation');
  const parameters = pool.take(uniforms.byteLength, USAGE.uniform);
  device.queue.writeBuffer(parameters, 0, uniforms);
  const sources = Object.values(inputs).map((array) => {
    const buffer = pool.take(deviceBytes(array.length), USAGE.storage);
    device.queue.writeBuffer(buffer, 0, toDevice(array));
    return { buffer, size: deviceBytes(array.length) };
  });
  const results = (Object.entries(layout) as [string, { type: ArrayType; length: number }][]).map(
    ([name, { type, length }]) => {
      const size = deviceBytes(length);
      return {
        name,
        type,
        length,
        size,
        buffer: pool.take(size, USAGE.storage),
        staging: pool.take(size, USAGE.staging),
      };
    },
  );
  const bindings = [{ buffer: parameters, size: uniforms.byteLength }, ...sources, ...results];
  const encoder = device.createCommandEncoder();
  const pass = encoder.beginComputePass();
  pass.setPipeline(pipeline);
  pass.setBindGroup(
    0,
    device.createBindGroup({
      layout: pipeline.getBindGroupLayout(0),
      entries: bindings.map(({ buffer, size }, binding) => ({ binding, resource: { buffer, size } })),
    }),
  );
  pass.dispatchWorkgroups(...groups);
  pass.end();
  for (const r of results) encoder.copyBufferToBuffer(r.buffer, 0, r.staging, 0, r.size);
  device.queue.submit([encoder.finish()]);
  const errors = Promise.all([device.popErrorScope(), device.popErrorScope()]);
  try {
    const error = (await errors).find((e) => e !== null);
    if (error) throw failure(kernel, error.message);
    const outputs: Record<string, KernelArray> = {};
    for (const r of results) outputs[r.name] = await readBack(r.staging, r.type, r.length, r.size);
    return outputs as O;
  } catch (cause) {
    if (cause instanceof CuestaError) throw cause;
    throw failure(kernel, session.lost ?? (cause as Error).message, cause);
  } finally {
    for (const { buffer } of bindings) pool.give(buffer);
    for (const { staging } of results) pool.give(staging);
  }
}

function toDevice(array: KernelArray): KernelArray & { buffer: ArrayBufferLike } {
  return array instanceof Uint8Array ? Uint32Array.from(array) : array;
}

async function readBack(
  staging: GPUBuffer,
  type: ArrayType,
  length: number,
  size: number,
): Promise<KernelArray> {
  await staging.mapAsync(1, 0, size);
  try {
    const mapped = staging.getMappedRange(0, size);
    if (type === 'u8') return Uint8Array.from(new Uint32Array(mapped, 0, length));
    return createArray(type, length, mapped, 0).slice();
  } finally {
    staging.unmap();
  }
}
