import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

export const title =
  'network of Chen et al. 2022 on tiles of 256 x 320: training steps (loss, AdamW) and inference, float32 on the CPU';

/** [mode, size, batch, threads]; the full network needs 6 GB. */
const CASES = {
  smoke: [['train', 'compact', 1, 1]],
  default: [
    ['train', 'compact', 4, 1],
    ['train', 'compact', 4, 2],
    ['infer', 'compact', 1, 1],
    ['infer', 'compact', 1, 2],
  ],
};
CASES.full = [...CASES.default, ['train', 'small', 4, 1], ['train', 'full', 1, 1], ['infer', 'full', 1, 1]];

/** Medians of steps, each case in a process of its own after one step to warm up. A loss that is not finite fails. */
export function run({ size, runs }) {
  return CASES[size].map(([mode, network, batch, threads]) => {
    const args = [mode, network, batch, threads, runs].map(String);
    const worker = spawnSync(process.execPath, [join(import.meta.dirname, 'chen2022-worker.mjs'), ...args], {
      encoding: 'utf8',
    });
    if (worker.status !== 0) throw new Error(`${args.join(' ')} failed:\n${worker.stderr}`);
    const plural = threads === 1 ? '' : 's';
    return {
      label: `${mode} ${network}, batch ${batch}, ${threads} thread${plural}`,
      ...JSON.parse(worker.stdout),
    };
  });
}
