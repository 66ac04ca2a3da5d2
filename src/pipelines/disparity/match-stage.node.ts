import type { TaskRunner } from '../../jobs/task.js';
import { createNodeCompute } from '../../kernels/select.node.js';
import { matchStrip } from '../../stereo/match-strip.js';
import { stripRows } from '../../stereo/strips.js';
import type { MatchShared, MatchValue, RowsTask } from './disparity-task.js';
import { createStripEncoder } from './encode-strip.node.js';
import { levelSizes } from './grey-planes.js';
import { readPartRows } from './part-rows.node.js';
import { readGreyRows } from './read-grey.node.js';

/** Matches strips of a level; the finest one's leave the worker as blocks of the products. */
export async function createMatchRunner(shared: MatchShared): Promise<TaskRunner<RowsTask, MatchValue>> {
  const { level, width, height, levels, options, range, specs } = shared;
  const compute = await createNodeCompute(shared.backend);
  const sizes = levelSizes(width, height, levels);
  const size = sizes[level];
  const encode = specs === null ? null : await createStripEncoder(specs);

  return {
    async run({ first, end }) {
      const { from, to, coarseFrom, coarseTo } = stripRows(first, end, size.height);
      const job = {
        left: await readGreyRows(shared.grey, sizes, 0, level, from, to),
        right: await readGreyRows(shared.grey, sizes, 1, level, from, to),
        range:
          'least' in range
            ? range
            : await readRange(range, sizes[level + 1].width, from, coarseFrom, coarseTo),
        options,
        first: first - from,
        end: end - from,
      };
      const match = await matchStrip(job, compute);
      const classes = [0, 0, 0, 0, 0];
      for (const c of match.classes) classes[c]++;
      const matched = match.disparity.reduce((sum, d) => sum + (Number.isNaN(d) ? 0 : 1), 0);
      if (encode === null) {
        const artifact = new Uint8Array(match.disparity.buffer);
        return { value: { matched, classes, trees: [] }, artifact };
      }
      const { trees, artifact } = encode(match, size.width, first, end);
      return { value: { matched, classes, trees }, artifact };
    },
    close: () => compute.close(),
  };
}

async function readRange(
  { coarser, search }: Exclude<MatchShared['range'], { least: number }>,
  width: number,
  from: number,
  coarseFrom: number,
  coarseTo: number,
) {
  const parts = coarser.map((part) => ({ ...part, offset: 0 }));
  const bytes = await readPartRows(parts, 4 * width, coarseFrom, coarseTo);
  const disparity = new Float32Array(bytes.buffer);
  return { coarser: { width, disparity, offset: from - 2 * coarseFrom }, search };
}
