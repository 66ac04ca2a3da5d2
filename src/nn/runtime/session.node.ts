import type { InferenceSession } from 'onnxruntime-node';
import { CuestaError } from '../../core/errors.js';

export interface SessionOptions {
  readonly device?: 'cpu' | 'webgpu';
  /** Threads inside operators. */
  readonly threads?: number;
  /** Threads wait actively for work between the operators of a run, not between runs: faster alone, harmful where cores are shared. */
  readonly spinning?: boolean;
  /** Outputs that stay on the device. */
  readonly keepOnDevice?: readonly string[];
}

/** ONNX Runtime for Node; an optional package because it weighs 300 MB. */
export async function loadRuntime(): Promise<typeof import('onnxruntime-node')> {
  try {
    return await import('onnxruntime-node');
  } catch (cause) {
    throw new CuestaError('backend', 'onnxruntime-node is not installed or does not load on this machine.', {
      hint: 'Run: npm install onnxruntime-node --onnxruntime-node-install=skip',
      cause,
    });
  }
}

/**
 * A session on a model's bytes.
 *
 * Memory patterns are off: for graphs whose weights are inputs they cost half a gigabyte and give no speed. The WebGPU provider
 * runs every node or the session fails: a silent fall-back to the CPU would hide what was measured.
 */
export async function createSession(
  model: Uint8Array,
  { device = 'cpu', threads = 1, spinning = false, keepOnDevice = [] }: SessionOptions = {},
): Promise<InferenceSession> {
  const ort = await loadRuntime();
  const session = {
    intra_op: { allow_spinning: spinning ? '1' : '0' },
    force_spinning_stop: '1',
    ...(device === 'webgpu' ? { disable_cpu_ep_fallback: '1' } : {}),
  };
  try {
    return await ort.InferenceSession.create(model, {
      executionProviders: [device],
      intraOpNumThreads: threads,
      executionMode: 'sequential',
      enableMemPattern: false,
      logSeverityLevel: 3,
      extra: { session },
      ...(keepOnDevice.length === 0
        ? {}
        : { preferredOutputLocation: Object.fromEntries(keepOnDevice.map((n) => [n, 'gpu-buffer'])) }),
    });
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new CuestaError('backend', `ONNX Runtime refuses the model on ${device}: ${why}`, {
      hint:
        device === 'webgpu'
          ? 'Use --device cpu, or check that a GPU driver (Vulkan: libvulkan.so.1) is installed.'
          : 'The model file may be damaged or made for a newer ONNX Runtime.',
      cause,
    });
  }
}
