import { adam } from '../dist/nn/optimise/adam.js';
import { comparePairs, writeCase } from './network-pairs.mjs';
import { unetStep } from './unet-graphs.mjs';

export const title =
  'training steps of a U-Net (1.6 M parameters, Adam, mean distance), float32 on the CPU, in pairs with PyTorch NCHW';

const SIDE = { smoke: 64, default: 256, full: 256 };
const BATCH = 4;
/** On small images rounding grows faster. */
const TOLERANCE = { smoke: 1e-3, default: 1e-4, full: 1e-4 };

/** Wall and CPU time of single steps. The first four losses agree within 1e-4 or the benchmark fails. */
export async function run({ size, runs, work }) {
  const side = SIDE[size];
  await writeCase(work, { batch: BATCH, side });
  const { flops } = unetStep([BATCH, 1, side, side], adam());
  const rows = [];
  for (const threads of [1, 2]) {
    const pairs = size === 'full' ? Math.max(runs, 7) : runs;
    const tolerance = TOLERANCE[size];
    const options = { mode: 'train', threads, pairs, warmUp: 4, tolerance, samples: BATCH, flops };
    rows.push(...(await comparePairs(work, options)));
  }
  return rows;
}
