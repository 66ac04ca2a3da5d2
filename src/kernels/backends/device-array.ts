import type { KernelArray } from '../../core/kernel.js';

/** Bytes of an array on the device, where `u8` samples take a word each. */
export function deviceBytes(length: number): number {
  return Math.max(16, length * 4);
}

/** Queues the copy of an array into a buffer of at least {@link deviceBytes}; the array may be changed right away. */
export function writeArray(device: GPUDevice, buffer: GPUBuffer, array: KernelArray): void {
  const words = array instanceof Uint8Array ? Uint32Array.from(array) : array;
  device.queue.writeBuffer(buffer, 0, words as KernelArray & ArrayBufferView<ArrayBuffer>);
}
