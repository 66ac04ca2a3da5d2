import { fullWindow } from '../../core/window.js';
import type { TaskRunner } from '../../jobs/task.js';
import { MATCH_CLASS } from '../../kernels/semi-global/index.js';
import { matchPairNcc } from '../../stereo/ncc-pair.js';
import type { MatchValue, NccShared, RowsTask } from './disparity-task.js';
import { createStripEncoder } from './encode-strip.node.js';
import { levelSizes } from './grey-planes.js';
import { readGreyWindow } from './read-grey.node.js';

/** Correlates the whole pair at once. */
export async function createNccRunner(shared: NccShared): Promise<TaskRunner<RowsTask, MatchValue>> {
  const { grey, width, height, range, search, threshold, specs } = shared;
  const encode = await createStripEncoder(specs);
  return {
    async run() {
      const sizes = levelSizes(width, height, 1);
      const whole = fullWindow({ width, height });
      const left = await readGreyWindow(grey, sizes, 0, whole);
      const right = await readGreyWindow(grey, sizes, 1, whole);
      const disparity = matchPairNcc(left, right, { ...range, search, threshold });
      const matched = disparity.reduce((sum, d) => sum + (Number.isNaN(d) ? 0 : 1), 0);
      const classes = [0, 0, 0, 0, 0];
      classes[MATCH_CLASS.matched] = matched;
      const { trees, artifact } = encode({ disparity }, width, 0, height);
      return { value: { matched, classes, trees }, artifact };
    },
    close: async () => {},
  };
}
