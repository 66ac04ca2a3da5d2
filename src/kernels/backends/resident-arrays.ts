import type { KernelArray } from '../../core/kernel.js';
import { USAGE } from './buffer-pool.js';
import { deviceBytes, writeArray } from './device-array.js';

/**
 * Arrays that stay in device memory between calls, by their identity: uploaded at first use, until they are released, or make
 * room for others within a budget of bytes (least recently used first; then they are uploaded again when needed).
 */
export interface ResidentArrays {
  /** From now on the array does not change. */
  hold(array: KernelArray): void;
  release(array: KernelArray): void;
  /** The array on the device; null when it is not held, or when arrays in use take up the budget. */
  take(array: KernelArray): Lease | null;
  /** Gives all device memory back. What is held is uploaded again when it is needed. */
  clear(): void;
}

/** A buffer that is filled by what is queued already, and stays until it is given back. */
export interface Lease {
  readonly buffer: GPUBuffer;
  give(): void;
}

interface Entry {
  buffer: GPUBuffer | null;
  users: number;
  released: boolean;
}

export function createResidentArrays(device: GPUDevice, budgetBytes: number): ResidentArrays {
  const held = new WeakMap<KernelArray, Entry>();
  /** Entries with a buffer, the least recently used first. They do not keep their arrays alive. */
  const loaded = new Set<Entry>();
  let bytes = 0;

  // Commands that are submitted still run to their end on a destroyed buffer.
  const unload = (entry: Entry): void => {
    if (entry.buffer === null) return;
    bytes -= entry.buffer.size;
    entry.buffer.destroy();
    entry.buffer = null;
    loaded.delete(entry);
  };
  const load = (array: KernelArray): GPUBuffer | null => {
    const size = deviceBytes(array.length);
    for (const entry of loaded) {
      if (bytes + size <= budgetBytes) break;
      if (entry.users === 0) unload(entry);
    }
    if (bytes + size > budgetBytes) return null;
    const buffer = device.createBuffer({ size, usage: USAGE.storage });
    bytes += size;
    writeArray(device, buffer, array);
    return buffer;
  };
  return {
    hold(array) {
      if (!held.has(array)) held.set(array, { buffer: null, users: 0, released: false });
    },
    release(array) {
      const entry = held.get(array);
      if (entry === undefined) return;
      held.delete(array);
      entry.released = true;
      if (entry.users === 0) unload(entry);
    },
    take(array) {
      const entry = held.get(array);
      if (entry === undefined) return null;
      entry.buffer ??= load(array);
      if (entry.buffer === null) return null;
      entry.users++;
      loaded.delete(entry);
      loaded.add(entry);
      return {
        buffer: entry.buffer,
        give() {
          entry.users--;
          if (entry.released && entry.users === 0) unload(entry);
        },
      };
    },
    clear() {
      for (const entry of [...loaded]) unload(entry);
    },
  };
}
