import { fullWindow } from '../../core/window.js';
import { openRaster } from '../../io/open.node.js';
import type { TaskRunner } from '../../jobs/task.js';
import { rowsOf, type StereoImage } from '../../stereo/image.js';
import { halve } from '../../stereo/pyramid.js';
import { toGrey } from '../../stereo/stretch.js';
import type { GreyShared, GreyValue, RowsTask } from './disparity-task.js';
import { packGrey, rowAt } from './grey-planes.js';
import { readBrightness } from './read-samples.js';

/** Makes the 8-bit pyramids of both views for some rows of the full size; the same bytes as from the whole image. */
export async function createGreyRunner(shared: GreyShared): Promise<TaskRunner<RowsTask, GreyValue>> {
  const { width, height, levels, views } = shared;
  const sources = await Promise.all(views.map(({ path }) => openRaster(path)));
  // Each level needs two more rows of the one below on either side; that adds up to less than this.
  const halo = 2 ** levels;
  return {
    async run({ first, end }, signal) {
      const from = Math.max(0, first - halo);
      const to = Math.min(height, end + halo);
      const window = { ...fullWindow({ width, height }), row: from, height: to - from };
      const pyramids: StereoImage[][] = [];
      for (const [view, source] of sources.entries()) {
        const samples = await readBrightness(source, window, signal);
        let image = toGrey(samples, width, to - from, views[view].rule);
        const pyramid: StereoImage[] = [];
        for (let k = 0; k < levels; k++) {
          if (k > 0) image = halve(image);
          pyramid.push(rowsOf(image, rowAt(first, k) - from / 2 ** k, rowAt(end, k) - from / 2 ** k));
        }
        pyramids.push(pyramid);
      }
      return { value: describe(pyramids[0][0], pyramids[1][0]), artifact: packGrey(pyramids) };
    },
    async close() {
      for (const source of sources) await source.close();
    },
  };
}

function describe(left: StereoImage, right: StereoImage): GreyValue {
  const [a, b] = [left, right].map(({ samples, valid }) => {
    let [least, greatest, count] = [255, 0, 0];
    for (let p = 0; p < samples.length; p++) {
      if (valid !== undefined && valid[p] === 0) continue;
      count++;
      if (samples[p] < least) least = samples[p];
      if (samples[p] > greatest) greatest = samples[p];
    }
    return { least, greatest, count, masked: valid !== undefined };
  });
  return {
    masked: [a.masked, b.masked],
    valid: [a.count, b.count],
    least: [a.least, b.least],
    greatest: [a.greatest, b.greatest],
    same: left.samples.every((v, p) => v === right.samples[p]),
  };
}
