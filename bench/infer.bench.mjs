import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { comparePairs, writeCase } from './network-pairs.mjs';
import { unetInference } from './unet-graphs.mjs';

export const title =
  'inference of a U-Net (1.6 M parameters), float32 on the CPU, in pairs with eager PyTorch NCHW, batch normalisation folded';

const CASES = {
  smoke: [[1, 64]],
  default: [[1, 512]],
  full: [
    [1, 512],
    [4, 256],
  ],
};

/** Wall and CPU time of single runs. The means of the outputs agree within 1e-4 or the benchmark fails. */
export async function run({ size, runs, work }) {
  const rows = [];
  for (const [batch, side] of CASES[size]) {
    const folder = join(work, `${batch}x${side}`);
    await mkdir(folder);
    await writeCase(folder, { batch, side });
    const { flops } = unetInference([batch, 1, side, side]);
    for (const threads of [1, 2]) {
      const pairs = size === 'full' ? Math.max(runs, 7) : runs;
      const options = { mode: 'infer', threads, pairs, warmUp: 2, tolerance: 1e-4, samples: batch, flops };
      const compared = await comparePairs(folder, options);
      rows.push(...compared.map((row) => ({ ...row, label: `${batch} x ${side}², ${row.label}` })));
    }
  }
  return rows;
}
