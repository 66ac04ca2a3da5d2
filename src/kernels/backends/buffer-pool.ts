/** Buffer usages as WebGPU numbers them; Node has no `GPUBufferUsage` global. */
export const USAGE = {
  /** UNIFORM | COPY_DST */
  uniform: 0x40 | 0x08,
  /** STORAGE | COPY_SRC | COPY_DST */
  storage: 0x80 | 0x04 | 0x08,
  /** MAP_READ | COPY_DST */
  staging: 0x01 | 0x08,
} as const;

/** Reuses device buffers between calls: tiles of one run need the same sizes over and over. */
export interface BufferPool {
  /** A buffer of at least `bytes` bytes with undefined content. */
  take(bytes: number, usage: number): GPUBuffer;
  give(buffer: GPUBuffer): void;
  destroy(): void;
}

const MAX_IDLE = 12;

/** The pool keeps the last {@link MAX_IDLE} returned buffers; one is reused when at most half of it would be idle. */
export function createBufferPool(device: GPUDevice): BufferPool {
  let idle: GPUBuffer[] = [];
  return {
    take(bytes, usage) {
      const fits = (b: GPUBuffer): boolean => b.usage === usage && b.size >= bytes && b.size <= 2 * bytes;
      const found = idle.find(fits);
      if (found === undefined) return device.createBuffer({ size: Math.ceil(bytes / 16) * 16, usage });
      idle = idle.filter((b) => b !== found);
      return found;
    },
    give(buffer) {
      idle.push(buffer);
      if (idle.length > MAX_IDLE) idle.shift()!.destroy();
    },
    destroy() {
      for (const buffer of idle) buffer.destroy();
      idle = [];
    },
  };
}
