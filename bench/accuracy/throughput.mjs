import { spawnSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Stages of the figures in words. */
export const STAGES = {
  headers: 'headers and hashes',
  register: 'registration to the reference, sidecar',
  tiles: 'tiles: reading, network, alignment, blending, compression',
  write: 'writing the file',
};

/** The whole chain on an image, registration included, in a process of its own, whose peak memory is that of the chain alone. */
export async function measureThroughput({ model, work }, { image, reference, sun, threads }) {
  const job = {
    ...{ image: [image], reference, model, output: join(work, 'throughput.tif'), threads },
    ...{ sunAzimuth: [sun.azimuth], sunElevation: [sun.elevation] },
  };
  const path = join(work, 'throughput-job.json');
  await writeFile(path, JSON.stringify(job));
  const worker = spawnSync(process.execPath, [join(import.meta.dirname, 'throughput-worker.mjs'), path], {
    encoding: 'utf8',
  });
  if (worker.status !== 0) throw new Error(`The reconstruction failed:\n${worker.stderr}`);
  return JSON.parse(worker.stdout);
}
