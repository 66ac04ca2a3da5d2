import type { Arrays, ArrayType, KernelArray, Layout } from '../../core/kernel.js';
import { createArray } from '../arrays.js';
import { type BufferPool, USAGE } from './buffer-pool.js';
import { deviceBytes, writeArray } from './device-array.js';
import type { ResidentArrays } from './resident-arrays.js';

/** `GPUMapMode.READ`; Node has no such global. */
const MAP_READ = 1;

/** Device memory of a session. */
export interface DeviceMemory {
  readonly pool: BufferPool;
  readonly residents: ResidentArrays;
}

/** A part of a buffer that is given back after the call. */
interface Binding {
  readonly buffer: GPUBuffer;
  readonly size: number;
  give(): void;
}

interface Named extends Binding {
  readonly name: string;
}

interface Result extends Named {
  readonly type: ArrayType;
  readonly length: number;
  readonly staging: GPUBuffer;
}

/** A pipeline and what it is bound to. */
export interface Step {
  readonly pipeline: GPUComputePipeline;
  readonly uniforms: Uint8Array<ArrayBuffer>;
  /** Names of inputs, outputs and scratch; null for all inputs, then all outputs. */
  readonly buffers: readonly string[] | null;
  readonly workgroups: readonly [number, number, number];
}

export interface Dispatch<O> {
  readonly steps: readonly Step[];
  readonly inputs: Arrays;
  readonly layout: Layout<O>;
  /** Words of 4 bytes. */
  readonly scratch: Readonly<Record<string, number>>;
}

/**
 * Copies the inputs to the device (those that are resident stay there), runs the pipelines and copies the outputs back. Everything is
 * queued at once, so that several calls under way overlap: one is uploaded while another computes and a third
 * is read back. Throws the device's own errors.
 */
export async function dispatch<O>(device: GPUDevice, memory: DeviceMemory, call: Dispatch<O>): Promise<O> {
  // Up to the last pop everything is synchronous, so error scopes of concurrent calls do not mix.
  device.pushErrorScope('out-of-memory');
  device.pushErrorScope('validation');
  const uniforms = call.steps.map((step) => uploadUniforms(device, memory.pool, step.uniforms));
  const sources = uploadInputs(device, memory, call.inputs);
  const scratch = Object.entries(call.scratch).map(([name, words]) => ({
    ...{ name, ...pooled(memory.pool, deviceBytes(words), USAGE.storage) },
  }));
  const results = takeResults(memory.pool, call.layout);
  submit(device, call.steps, uniforms, sources, scratch, results);
  const errors = Promise.all([device.popErrorScope(), device.popErrorScope()]);
  const arrays = Promise.allSettled(results.map(readBack));
  try {
    const error = (await errors).find((e) => e !== null);
    if (error) {
      // A buffer that could not be made must not stay.
      memory.residents.clear();
      throw new Error(error.message);
    }
    return outputsOf(results, await arrays);
  } finally {
    // A staging buffer is free when nothing is mapped any more, after an error too.
    await arrays;
    for (const binding of [...uniforms, ...sources, ...scratch, ...results]) binding.give();
  }
}

function outputsOf<O>(results: readonly Result[], arrays: readonly PromiseSettledResult<KernelArray>[]): O {
  const outputs: Record<string, KernelArray> = {};
  for (const [i, { name }] of results.entries()) {
    const array = arrays[i]!;
    if (array.status === 'rejected') throw array.reason;
    outputs[name] = array.value;
  }
  return outputs as O;
}

function pooled(pool: BufferPool, size: number, usage: number): Binding {
  const buffer = pool.take(size, usage);
  return { buffer, size, give: () => pool.give(buffer) };
}

function uploadUniforms(device: GPUDevice, pool: BufferPool, uniforms: Uint8Array<ArrayBuffer>): Binding {
  const binding = pooled(pool, uniforms.byteLength, USAGE.uniform);
  device.queue.writeBuffer(binding.buffer, 0, uniforms);
  return binding;
}

function uploadInputs(device: GPUDevice, { pool, residents }: DeviceMemory, inputs: Arrays): Named[] {
  return Object.entries(inputs).map(([name, array]): Named => {
    const size = deviceBytes(array.length);
    const resident = residents.take(array);
    if (resident !== null) return { name, size, buffer: resident.buffer, give: () => resident.give() };
    const binding = pooled(pool, size, USAGE.storage);
    writeArray(device, binding.buffer, array);
    return { name, ...binding };
  });
}

function takeResults<O>(pool: BufferPool, layout: Layout<O>): Result[] {
  return (Object.entries(layout) as [string, Layout<O>[keyof O]][]).map(([name, { type, length }]) => {
    const size = deviceBytes(length);
    const { buffer } = pooled(pool, size, USAGE.storage);
    const staging = pool.take(size, USAGE.staging);
    const give = (): void => {
      pool.give(buffer);
      pool.give(staging);
    };
    return { name, type, length, size, buffer, staging, give };
  });
}

function submit(
  device: GPUDevice,
  steps: readonly Step[],
  uniforms: readonly Binding[],
  sources: readonly Named[],
  scratch: readonly Named[],
  results: readonly Result[],
): void {
  const encoder = device.createCommandEncoder();
  for (const { buffer, size } of scratch) encoder.clearBuffer(buffer, 0, size);
  const named = new Map([...sources, ...scratch, ...results].map((binding) => [binding.name, binding]));
  const pass = encoder.beginComputePass();
  for (const [i, { pipeline, buffers, workgroups }] of steps.entries()) {
    const arrays = buffers === null ? [...sources, ...results] : buffers.map((name) => named.get(name)!);
    const bindings = [uniforms[i], ...arrays];
    const entries = bindings.map(({ buffer, size }, binding) => ({ binding, resource: { buffer, size } }));
    pass.setPipeline(pipeline);
    pass.setBindGroup(0, device.createBindGroup({ layout: pipeline.getBindGroupLayout(0), entries }));
    pass.dispatchWorkgroups(...workgroups);
  }
  pass.end();
  for (const { buffer, staging, size } of results) encoder.copyBufferToBuffer(buffer, 0, staging, 0, size);
  device.queue.submit([encoder.finish()]);
}

async function readBack({ staging, type, length, size }: Result): Promise<KernelArray> {
  await staging.mapAsync(MAP_READ, 0, size);
  try {
    const mapped = staging.getMappedRange(0, size);
    if (type === 'u8') return Uint8Array.from(new Uint32Array(mapped, 0, length));
    return createArray(type, length, mapped, 0).slice();
  } finally {
    staging.unmap();
  }
}
