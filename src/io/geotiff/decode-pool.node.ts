import { Piscina } from 'piscina';
import type { DecodeFailure, DecodeTask, ParallelDecoder } from './parallel-decoder.js';

/** Threads that decode blocks for any number of open rasters. Close it, or the process does not end. */
export interface DecodePool extends ParallelDecoder {
  close(): Promise<void>;
}

/** Starts decoding threads; the worker runs from the compiled package only. */
export function createDecodePool(threads: number): DecodePool {
  const pool = new Piscina<DecodeTask, Float32Array | DecodeFailure>({
    filename: new URL('./decode.worker.node.js', import.meta.url).href,
    name: 'decode',
    minThreads: threads,
    maxThreads: threads,
  });
  return {
    threads,
    decode(task) {
      const transferList = [task.bytes.buffer as ArrayBuffer, task.heights.buffer as ArrayBuffer];
      return pool.run(task, { transferList });
    },
    close: () => pool.destroy(),
  };
}
