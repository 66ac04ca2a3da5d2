import type { Arrays, ArrayType, KernelArray, Layout } from '../core/kernel.js';

const constructors = {
  u8: Uint8Array,
  i32: Int32Array,
  u32: Uint32Array,
  f32: Float32Array,
  f64: Float64Array,
} as const;

/** Array of the type over new memory, or over part of a buffer. */
export function createArray(
  type: ArrayType,
  length: number,
  buffer?: ArrayBuffer,
  byteOffset?: number,
): KernelArray {
  const Constructor = constructors[type];
  return buffer === undefined ? new Constructor(length) : new Constructor(buffer, byteOffset, length);
}

export function bytesOf(type: ArrayType, length: number): number {
  return constructors[type].BYTES_PER_ELEMENT * length;
}

/** Fresh arrays, zero-filled, for the outputs of a kernel. */
export function allocate<O extends Arrays>(layout: Layout<O>): O {
  const entries = Object.entries(layout).map(([name, { type, length }]) => [name, createArray(type, length)]);
  return Object.fromEntries(entries) as O;
}
