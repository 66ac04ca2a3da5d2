import { CuestaError, throwIfAborted } from '../../core/errors.js';
import type { Arrays, ArrayType, Compute, Kernel, Layout, WebgpuBinding } from '../../core/kernel.js';
import { createBufferPool } from './buffer-pool.js';
import { deviceBytes } from './device-array.js';
import { createInFlight } from './in-flight.js';
import { createResidentArrays } from './resident-arrays.js';
import { type DeviceMemory, dispatch } from './webgpu-dispatch.js';
import { createPipeline, packUniforms, webgpuFailure } from './webgpu-pipeline.js';

interface Session {
  /** Never used again, but Dawn in Node crashes when its instance is collected while a device lives. */
  readonly gpu: GPU;
  readonly device: GPUDevice;
  readonly memory: DeviceMemory;
  /** Bounds the calls under way, and with them the device memory that is not resident. */
  readonly inFlight: ReturnType<typeof createInFlight>;
  readonly pipelines: Map<string, Promise<GPUComputePipeline>>;
  /** Why the device cannot be used any more, null while it can. */
  lost: string | null;
}

export interface WebgpuOptions {
  /** Device memory for arrays that are held between calls. */
  readonly residentBytes: number;
  /** Calls under way at a time: one uploads, one computes, one is read back, and one is ready. */
  readonly inFlight: number;
}

/**
 * Runs kernels as WGSL compute shaders on the adapter that the system prefers. Whatever goes wrong on the device
 * (no adapter, shader that does not compile, lost device) throws `backend`; arrays that exceed its limits throw
 * `config`.
 */
export async function createWebgpuCompute(
  gpu: GPU,
  options: WebgpuOptions = { residentBytes: 512 * 2 ** 20, inFlight: 4 },
): Promise<Compute> {
  const adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' });
  if (adapter === null) {
    throw new CuestaError('backend', 'WebGPU found no usable graphics adapter.', {
      hint: 'Install a Vulkan, Metal or Direct3D 12 driver (VK_ICD_FILENAMES selects one), or choose the wasm back end.',
    });
  }
  const session = await openSession(gpu, adapter, options);
  const { vendor, architecture } = adapter.info;
  return {
    backend: 'webgpu',
    description: ['webgpu', vendor, architecture].filter((word) => word !== '').join(' '),
    run: (kernel, inputs, params, signal) => run(session, kernel, inputs, params, signal),
    hold(...arrays) {
      for (const array of arrays) session.memory.residents.hold(array);
    },
    release(...arrays) {
      for (const array of arrays) session.memory.residents.release(array);
    },
    async close() {
      session.lost = 'it was closed';
      session.memory.pool.destroy();
      session.memory.residents.clear();
      session.device.destroy();
    },
  };
}

async function openSession(gpu: GPU, adapter: GPUAdapter, options: WebgpuOptions): Promise<Session> {
  const { maxBufferSize, maxStorageBufferBindingSize } = adapter.limits;
  const requiredLimits = { maxBufferSize, maxStorageBufferBindingSize };
  const device = await adapter.requestDevice({ requiredLimits }).catch((cause: unknown) => {
    throw new CuestaError('backend', 'The graphics adapter gave no WebGPU device.', {
      cause,
      hint: 'Update the graphics driver, or choose the wasm back end.',
    });
  });
  const session: Session = {
    gpu,
    device,
    memory: {
      pool: createBufferPool(device),
      residents: createResidentArrays(device, options.residentBytes),
    },
    inFlight: createInFlight(options.inFlight),
    pipelines: new Map(),
    lost: null,
  };
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
  const { name, webgpu } = kernel;
  if (webgpu === undefined) throw webgpuFailure(name, 'it has no WebGPU version');
  if (session.lost !== null) throw webgpuFailure(name, `the device was lost: ${session.lost}`);
  const layout = kernel.outputs(inputs, params);
  const groups = webgpu.workgroups(inputs, params);
  checkLimits(session.device.limits, name, inputs, layout, groups);
  const pipeline = await pipelineOf(session, name, webgpu);
  const uniforms = packUniforms(webgpu, inputs, params);
  return session.inFlight(async () => {
    throwIfAborted(signal);
    try {
      return await dispatch(session.device, session.memory, { pipeline, uniforms, inputs, layout, groups });
    } catch (cause) {
      const { message } = cause as Error;
      const reason = session.lost === null ? message : `the device was lost: ${session.lost}`;
      throw webgpuFailure(name, reason, cause);
    }
  });
}

function pipelineOf<I, P>(
  { device, pipelines }: Session,
  kernel: string,
  binding: WebgpuBinding<I, P>,
): Promise<GPUComputePipeline> {
  const key = `${binding.entryPoint}\n${binding.wgsl}`;
  let pipeline = pipelines.get(key);
  if (pipeline === undefined) {
    pipeline = createPipeline(device, kernel, binding);
    pipelines.set(key, pipeline);
  }
  return pipeline;
}

function checkLimits<O>(
  limits: GPUSupportedLimits,
  kernel: string,
  inputs: Arrays,
  layout: Layout<O>,
  groups: readonly number[],
): void {
  const outputs = Object.values(layout) as { readonly type: ArrayType; readonly length: number }[];
  const sources = Object.values(inputs);
  if (outputs.some((o) => o.type === 'f64') || sources.some((a) => a instanceof Float64Array)) {
    throw webgpuFailure(kernel, 'WebGPU has no float64');
  }
  const hint = 'Use smaller tiles, or choose the wasm back end.';
  const largest = Math.max(...[...outputs, ...sources].map(({ length }) => deviceBytes(length)));
  const allowed = Math.min(limits.maxStorageBufferBindingSize, limits.maxBufferSize);
  if (largest > allowed) {
    const message = `Kernel ${kernel} needs an array of ${largest} bytes; the graphics device allows ${allowed}.`;
    throw new CuestaError('config', message, { hint });
  }
  if (groups.some((n) => n > limits.maxComputeWorkgroupsPerDimension)) {
    const message = `Kernel ${kernel} needs ${groups.join(' x ')} workgroups, too many for the graphics device.`;
    throw new CuestaError('config', message, { hint });
  }
}
