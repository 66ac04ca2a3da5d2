import { open } from 'node:fs/promises';
import { ioError } from '../../core/atomic-file.node.js';
import type { RowsTask } from './disparity-task.js';

/** A part of a plane in a file. */
export interface PlanePart extends RowsTask {
  readonly path: string;
  /** Where row `first` begins, bytes. */
  readonly offset: number;
}

/** Rows [from, to) of a plane that lies in parts, as bytes. Throws `io`. */
export async function readPartRows(
  parts: readonly PlanePart[],
  rowBytes: number,
  from: number,
  to: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const out = new Uint8Array((to - from) * rowBytes);
  for (const { path, first, end, offset } of parts) {
    const [begin, stop] = [Math.max(from, first), Math.min(to, end)];
    if (begin >= stop) continue;
    const target = out.subarray((begin - from) * rowBytes, (stop - from) * rowBytes);
    await readExactly(path, target, offset + (begin - first) * rowBytes);
  }
  return out;
}

async function readExactly(path: string, target: Uint8Array, position: number): Promise<void> {
  try {
    const file = await open(path, 'r');
    try {
      for (let done = 0; done < target.length; ) {
        const { bytesRead } = await file.read(target, done, target.length - done, position + done);
        if (bytesRead === 0) throw new Error('it is too short');
        done += bytesRead;
      }
    } finally {
      await file.close();
    }
  } catch (cause) {
    throw ioError(cause, path, 'read');
  }
}
