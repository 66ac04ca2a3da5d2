/** throughput-worker.mjs JOB.json: runs one reconstruction in a process of its own and prints its seconds by stage and peak memory as JSON. */
import { readFileSync } from 'node:fs';
import { loadCheckedModel } from '../../dist/nn/infer/manifest/model-file.node.js';
import { createNodeRuntime } from '../../dist/nn/runtime/node-runtime.node.js';
import { reconstructSchema } from '../../dist/pipelines/reconstruct/config.js';
import { planReconstruct } from '../../dist/pipelines/reconstruct/plan-reconstruct.node.js';
import { runReconstruct } from '../../dist/pipelines/reconstruct/run-reconstruct.node.js';
import { runSettingsSchema } from '../../dist/product/run-settings.js';

const { threads, ...options } = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const TRIES = 15;

const started = performance.now();
const since = (from) => (performance.now() - from) / 1000;
let writing = null;
const context = {
  signal: new AbortController().signal,
  progress({ stage }) {
    if (stage === 'writing') writing ??= performance.now();
  },
  log: () => {},
  settings: runSettingsSchema.parse({ threads, overwrite: true }),
  command: 'throughput',
};
const job = await planReconstruct(reconstructSchema.parse({ ...options, register: true }), context);
const planned = since(started);
const { metrics, seconds } = await runReconstruct(job, context);
const total = since(started);
const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
const write = since(writing) - since(started) + total;
const tile = await secondsOfATile(job);
console.log(
  JSON.stringify({
    total,
    cpu: (userCPUTime + systemCPUTime) / 1e6,
    stages: { headers: planned, register: total - planned - seconds, tiles: seconds - write, write },
    work: metrics.seconds.work,
    tile,
    networkTiles: metrics.networkTiles.predicted,
    placements: metrics.placements,
    peakMiB: maxRSS / 1024,
  }),
);

/** Median CPU seconds of the network on one tile, nothing else running in this process. */
async function secondsOfATile({ definition }) {
  const { model, images } = definition.config;
  const { image, ratio, heights, path } = model;
  const [width, height] = [images[0].lattice.tileWidth, images[0].lattice.tileHeight].map((n) => n * ratio);
  const session = await (await createNodeRuntime({ threads: 1 })).open(
    (await loadCheckedModel(path)).bytes,
    path,
  );
  const data = Float32Array.from({ length: width * height }, (_, i) => 1.5 + Math.sin(i / 50));
  const tensor = { shape: [1, 1, height, width], data };
  const feeds = { [image]: tensor, ...(heights.type === 'guided' ? { [heights.coarse]: tensor } : {}) };
  const times = [];
  for (let k = 0; k < TRIES; k++) {
    const before = process.cpuUsage();
    await session.run(feeds);
    const { user, system } = process.cpuUsage(before);
    times.push((user + system) / 1e6);
  }
  await session.release();
  return times.sort((a, b) => a - b)[TRIES >> 1];
}
