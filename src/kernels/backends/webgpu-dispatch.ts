import type { Arrays, ArrayType, KernelArray, Layout } from '../../core/kernel.js';
import { createArray } from '../arrays.js';
import { type BufferPool, USAGE } from './buffer-pool.js';

/** `GPUMapMode.READ`; Node has no such global. */
const MAP_READ = 1;

/** A part of a pooled buffer. */
interface Binding {
  readonly buffer: GPUBuffer;
  readonly size: number;
}

interface Result extends Binding {
  readonly name: string;
  readonly type: ArrayType;
  readonly length: number;
  readonly staging: GPUBuffer;
}

export interface Dispatch<O> {
  readonly pipeline: GPUComputePipeline;
  readonly uniforms: Uint8Array<ArrayBuffer>;
  readonly inputs: Arrays;
  readonly layout: Layout<O>;
  readonly groups: readonly [number, number, number];
}

/** Bytes of an array on the device, where `u8` samples take a word each. */
export function deviceBytes(length: number): number {
  return Math.max(16, length * 4);
}

/** Copies the inputs to the device, runs the pipeline and copies the outputs back. Throws the device's own errors. */
export async function dispatch<O>(device: GPUDevice, pool: BufferPool, call: Dispatch<O>): Promise<O> {
  // Up to the last pop everything is synchronous, so error scopes of concurrent calls do not mix.
  device.pushErrorScope('out-of-memory');
  device.pushErrorScope('validation');
  const bindings = upload(device, pool, call);
  const results = takeResults(pool, call.layout);
  submit(device, call, [...bindings, ...results], results);
  const errors = Promise.all([device.popErrorScope(), device.popErrorScope()]);
  try {
    const error = (await errors).find((e) => e !== null);
    if (error) throw new Error(error.message);
    const outputs: Record<string, KernelArray> = {};
    for (const result of results) outputs[result.name] = await readBack(result);
    return outputs as O;
  } finally {
    for (const { buffer } of [...bindings, ...results]) pool.give(buffer);
    for (const { staging } of results) pool.give(staging);
  }
}

function upload<O>(device: GPUDevice, pool: BufferPool, { uniforms, inputs }: Dispatch<O>): Binding[] {
  const parameters = pool.take(uniforms.byteLength, USAGE.uniform);
  device.queue.writeBuffer(parameters, 0, uniforms);
  const sources = Object.values(inputs).map((array) => {
    const size = deviceBytes(array.length);
    const buffer = pool.take(size, USAGE.storage);
    device.queue.writeBuffer(buffer, 0, array instanceof Uint8Array ? Uint32Array.from(array) : array);
    return { buffer, size };
  });
  return [{ buffer: parameters, size: uniforms.byteLength }, ...sources];
}

function takeResults<O>(pool: BufferPool, layout: Layout<O>): Result[] {
  return (Object.entries(layout) as [string, Layout<O>[keyof O]][]).map(([name, { type, length }]) => {
    const size = deviceBytes(length);
    const buffer = pool.take(size, USAGE.storage);
    return { name, type, length, size, buffer, staging: pool.take(size, USAGE.staging) };
  });
}

function submit<O>(
  device: GPUDevice,
  { pipeline, groups }: Dispatch<O>,
  bindings: readonly Binding[],
  results: readonly Result[],
): void {
  const encoder = device.createCommandEncoder();
  const pass = encoder.beginComputePass();
  const entries = bindings.map(({ buffer, size }, binding) => ({ binding, resource: { buffer, size } }));
  pass.setPipeline(pipeline);
  pass.setBindGroup(0, device.createBindGroup({ layout: pipeline.getBindGroupLayout(0), entries }));
  pass.dispatchWorkgroups(...groups);
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
