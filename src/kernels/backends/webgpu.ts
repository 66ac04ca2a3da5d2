import { CuestaError, throwIfAborted } from '../../core/errors.js';
import type { Arrays, ArrayType, Compute, Kernel, Layout, WebgpuPass } from '../../core/kernel.js';
import { createBufferPool } from './buffer-pool.js';
import { deviceBytes } from './device-array.js';
import { createInFlight } from './in-flight.js';
import { createResidentArrays } from './resident-arrays.js';
import { type DeviceMemory, dispatch, type Step } from './webgpu-dispatch.js';
import { createPipeline, packUniforms, webgpuFailure } from './webgpu-pipeline.js';

type Pass = Omit<WebgpuPass, 'buffers'> & Pick<Step, 'buffers'>;

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
  const scratch = 'passes' in webgpu ? webgpu.scratch(inputs, params) : {};
  const passes = passesOf(webgpu, inputs, params);
  checkLimits(session.device.limits, name, inputs, layout, scratch, passes);
  const pipelines = await Promise.all(passes.map((pass) => pipelineOf(session, name, pass)));
  const steps = passes.map(({ uniforms, buffers, workgroups }, i) => ({
    ...{ pipeline: pipelines[i], uniforms: packUniforms(uniforms), buffers, workgroups },
  }));
  return session.inFlight(async () => {
    throwIfAborted(signal);
    try {
      return await dispatch(session.device, session.memory, { steps, inputs, layout, scratch });
    } catch (cause) {
      const { message } = cause as Error;
      const reason = session.lost === null ? message : `the device was lost: ${session.lost}`;
      throw webgpuFailure(name, reason, cause);
    }
  });
}

/** A kernel of one dispatch uses its inputs and outputs in their order. */
function passesOf<I extends Arrays, O extends Arrays, P>(
  webgpu: NonNullable<Kernel<I, O, P>['webgpu']>,
  inputs: I,
  params: P,
): readonly Pass[] {
  if ('passes' in webgpu) return webgpu.passes(inputs, params);
  const { wgsl, entryPoint } = webgpu;
  const workgroups = webgpu.workgroups(inputs, params);
  return [{ wgsl, entryPoint, workgroups, uniforms: webgpu.uniforms(inputs, params), buffers: null }];
}

function pipelineOf({ device, pipelines }: Session, kernel: string, pass: Pass): Promise<GPUComputePipeline> {
  const key = `${pass.entryPoint}\n${pass.wgsl}`;
  let pipeline = pipelines.get(key);
  if (pipeline === undefined) {
    pipeline = createPipeline(device, kernel, pass);
    pipelines.set(key, pipeline);
  }
  return pipeline;
}

function checkLimits<O>(
  limits: GPUSupportedLimits,
  kernel: string,
  inputs: Arrays,
  layout: Layout<O>,
  scratch: Readonly<Record<string, number>>,
  passes: readonly Pass[],
): void {
  const outputs = Object.values(layout) as { readonly type: ArrayType; readonly length: number }[];
  const sources = Object.values(inputs);
  if (outputs.some((o) => o.type === 'f64') || sources.some((a) => a instanceof Float64Array)) {
    throw webgpuFailure(kernel, 'WebGPU has no float64');
  }
  const hint = 'Use smaller tiles, or choose the wasm back end.';
  const lengths = [...[...outputs, ...sources].map(({ length }) => length), ...Object.values(scratch)];
  const largest = Math.max(...lengths.map(deviceBytes));
  const allowed = Math.min(limits.maxStorageBufferBindingSize, limits.maxBufferSize);
  if (largest > allowed) {
    const message = `Kernel ${kernel} needs an array of ${largest} bytes; the graphics device allows ${allowed}.`;
    throw new CuestaError('config', message, { hint });
  }
  const most = limits.maxComputeWorkgroupsPerDimension;
  const excess = passes.find(({ workgroups }) => workgroups.some((n) => n > most));
  if (excess !== undefined) {
    const groups = excess.workgroups.join(' x ');
    const message = `Kernel ${kernel} needs ${groups} workgroups, too many for the graphics device.`;
    throw new CuestaError('config', message, { hint });
  }
}
