import type { Compute } from '../core/kernel.js';
import { createBlockCodec } from '../io/cog/codecs.node.js';
import { encodeTileTree } from '../io/cog/tile-tree.js';
import type { TaskRunner } from '../jobs/task.js';
import { createNodeCompute } from '../kernels/select.node.js';
import { refuseNodataInUse } from './nodata-in-use.js';
import type { ProductShared, TileOutput, TileTask, TileValue } from './product-task.js';

/** Computes tiles of a product in one worker. Owns what it opens. */
export interface TileStage<V> {
  run(tile: TileTask, signal: AbortSignal): Promise<TileOutput<V>>;
  close(): Promise<void>;
}

/**
 * The task runner of a product job: computes a tile with the pipeline's stage, then compresses its blocks and reduced
 * levels in the same worker, so that only finished bytes leave it.
 */
export async function createTileRunner<C, V>(
  shared: ProductShared<C>,
  createStage: (config: C, compute: Compute) => Promise<TileStage<V>>,
): Promise<TaskRunner<TileTask, TileValue<V>>> {
  const compute = await createNodeCompute(shared.backend);
  const stage = await createStage(shared.config, compute);
  const codecs = new Map(
    await Promise.all(
      Object.entries(shared.specs).map(async ([name, spec]) => [name, await createBlockCodec(spec)] as const),
    ),
  );
  return {
    async run(tile, signal) {
      const { bands, value } = await stage.run(tile, signal);
      const parts: Uint8Array[] = [];
      const trees: Record<string, { offset: number; length: number }> = {};
      let offset = 0;
      for (const [name, spec] of Object.entries(shared.specs)) {
        refuseNodataInUse(name, bands[name], spec);
        const address = { col: tile.col, row: tile.row, depth: shared.depth };
        const tree = encodeTileTree(bands[name], spec, address, codecs.get(name)!);
        trees[name] = { offset, length: tree.byteLength };
        offset += tree.byteLength;
        parts.push(tree);
      }
      return {
        value: { trees, value },
        artifact: parts.length === 1 ? parts[0] : concatenate(parts, offset),
      };
    },
    async close() {
      await stage.close();
      await compute.close();
    },
  };
}

function concatenate(parts: readonly Uint8Array[], length: number): Uint8Array {
  const all = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.byteLength;
  }
  return all;
}
