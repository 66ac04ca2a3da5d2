import { CogWriter } from '../io/cog/cog-writer.node.js';
import type { TaskResult } from '../jobs/task.js';
import type { JobContext } from './job-context.js';
import type { ProductOutput } from './product-plan.node.js';
import type { TileValue } from './product-task.js';

export interface WrittenProduct extends ProductOutput {
  readonly bytes: number;
  readonly sha256: string;
}

/** Puts the outputs of a job together from its tiles. Owns temporary files: finish or abort it. */
export interface Assembly {
  /** Takes a tile, in any order, and makes what it completes of the upper levels, while other tiles are computed. */
  add(result: TaskResult<TileValue<unknown>>): Promise<void>;
  /** Writes every output and gives it its name. */
  finish(): Promise<void>;
  /** Gives up what is not finished; does nothing after `finish`. */
  abort(): Promise<void>;
  /** In the order of the outputs. */
  readonly written: readonly WrittenProduct[];
}

export function createAssembly(
  outputs: readonly ProductOutput[],
  { signal, progress }: JobContext,
): Assembly {
  const writers = new Map<ProductOutput, CogWriter>();
  const written: WrittenProduct[] = [];
  return {
    written,
    async add({ value, artifact }) {
      for (const output of outputs) {
        const writer = writers.get(output) ?? (await CogWriter.create(output.path, output.spec, { signal }));
        writers.set(output, writer);
        await writer.addTree({ path: artifact!.path, ...value.trees[output.name] });
      }
    },
    async finish() {
      for (const [output, writer] of writers) {
        progress({ stage: 'writing', done: written.length, total: outputs.length });
        const { bytes, sha256 } = await writer.finish();
        writers.delete(output);
        written.push({ ...output, bytes, sha256 });
      }
      progress({ stage: 'writing', done: outputs.length, total: outputs.length });
    },
    async abort() {
      for (const writer of writers.values()) await writer.abort();
      writers.clear();
    },
  };
}
