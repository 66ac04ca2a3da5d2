import type { InferenceSession, Tensor as OrtTensor } from 'onnxruntime-node';
import { Graph } from '../graph/graph.js';
import { writeModel } from '../onnx/write-model.js';
import { multiply } from '../ops/multiply.js';
import { createSession, loadRuntime } from '../runtime/session.node.js';
import type { FlatValues } from './initial-state.js';

/**
 * State tensors where a session can use them. Updates are provisional until they are committed: a step that went wrong leaves what was
 * committed last.
 */
export interface DeviceState {
  tensor(name: string): OrtTensor;
  /** Where a session shall write the next value; null lets it make a tensor itself. */
  destination(name: string): OrtTensor | null;
  update(name: string, next: OrtTensor): void;
  /** A committed value from memory. */
  write(name: string, values: Float32Array): Promise<void>;
  commit(): void;
  rollback(): void;
  /** Copies of the committed values. */
  read(): Promise<Record<string, Float32Array>>;
  release(): Promise<void>;
}

/** State in memory. Every tensor has two buffers that take turns: a session never writes into a buffer that it reads. */
export async function createCpuState(values: FlatValues): Promise<DeviceState> {
  const { Tensor } = await loadRuntime();
  const make = (data: Float32Array): OrtTensor => new Tensor('float32', data, [data.length]);
  const buffers = new Map(
    Object.entries(values).map(([name, data]) => [name, [make(Float32Array.from(data))]]),
  );
  let committed = new Map([...buffers].map(([name, [first]]) => [name, first!]));
  let current = new Map(committed);
  return {
    tensor: (name) => current.get(name)!,
    destination(name) {
      const list = buffers.get(name)!;
      const free = list.find((t) => t !== current.get(name) && t !== committed.get(name));
      if (free !== undefined) return free;
      const added = make(new Float32Array(list[0]!.data.length));
      list.push(added);
      return added;
    },
    update: (name, next) => void current.set(name, next),
    async write(name, values) {
      const written = make(Float32Array.from(values));
      buffers.set(name, [written]);
      current.set(name, written);
      committed.set(name, written);
    },
    commit: () => {
      committed = new Map(current);
    },
    rollback: () => {
      current = new Map(committed);
    },
    read: async () =>
      Object.fromEntries(
        [...committed].map(([name, t]) => [name, Float32Array.from(t.data as Float32Array)]),
      ),
    release: async () => {},
  };
}

/**
 * State in buffers of the GPU. They come from outputs and are fed back; reading one goes through a session that multiplies by 1 and
 * has its output in memory, because `getData()` of such a tensor ends the process (onnxruntime-node 1.30).
 */
export async function createGpuState(values: FlatValues): Promise<DeviceState> {
  const { Tensor } = await loadRuntime();
  const copiers = new Map<string, InferenceSession>();
  const copy = async (x: OrtTensor, to: 'device' | 'memory'): Promise<OrtTensor> => {
    const [size] = x.dims;
    const key = `${to} ${size}`;
    const session = copiers.get(key) ?? (await createCopier(size!, to));
    copiers.set(key, session);
    return (await session.run({ x })).y!;
  };
  const committed = new Map<string, OrtTensor>();
  for (const [name, data] of Object.entries(values)) {
    committed.set(name, await copy(new Tensor('float32', data, [data.length]), 'device'));
  }
  const current = new Map(committed);
  const replace = (into: Map<string, OrtTensor>, from: Map<string, OrtTensor>): void => {
    for (const [name, tensor] of from) {
      const old = into.get(name)!;
      if (old !== tensor) old.dispose();
      into.set(name, tensor);
    }
  };
  return {
    tensor: (name) => current.get(name)!,
    destination: () => null,
    update(name, next) {
      const old = current.get(name)!;
      if (old !== committed.get(name)) old.dispose();
      current.set(name, next);
    },
    async write(name, values) {
      const written = await copy(new Tensor('float32', values, [values.length]), 'device');
      for (const tensor of new Set([current.get(name)!, committed.get(name)!])) tensor.dispose();
      current.set(name, written);
      committed.set(name, written);
    },
    commit: () => replace(committed, current),
    rollback: () => replace(current, committed),
    async read() {
      const result: Record<string, Float32Array> = {};
      for (const [name, tensor] of committed) {
        result[name] = Float32Array.from((await copy(tensor, 'memory')).data as Float32Array);
      }
      return result;
    },
    async release() {
      for (const tensor of committed.values()) tensor.dispose();
      for (const session of copiers.values()) await session.release();
    },
  };
}

function createCopier(size: number, to: 'device' | 'memory'): Promise<InferenceSession> {
  const graph = new Graph('webgpu');
  graph.output('y', multiply(graph.input('x', [size]), 1));
  return createSession(writeModel(graph.toModel()), {
    device: 'webgpu',
    keepOnDevice: to === 'device' ? ['y'] : [],
  });
}
