import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { createRng } from '../dist/core/rng.js';
import { createWasmCompute } from '../dist/kernels/backends/wasm.js';
import { matchPair } from '../dist/stereo/match-pair.js';
import { matchStrip } from '../dist/stereo/match-strip.js';
import { matchPairNcc } from '../dist/stereo/ncc-pair.js';
import { DEFAULT_MATCH } from '../dist/stereo/options.js';
import { cuesta, interleave, median, round } from './measure.mjs';

export const title =
  'stereo: 64 disparities, 8 paths, 1650 x 1689, CPU of one thread, beside OpenCV StereoSGBM (HH); 5 levels on two threads';

const THREADS = 2;
const DISPARITIES = 64;
/** Sizes of the paper's pairs. */
const SPOTLIGHT = [1650, 1689];
const STRIPMAP = [5902, 5261];
/** Side of the pair that the command has to match within 4 GiB. */
const HUGE = 20_000;
/** The paper's penalties; a factor of 8 makes their P1 19 bits. */
const PAPER = { factor: 8, p1: 150, penalty: { kind: 'const', p2: 200 } };

/**
 * Full range: both match the same textured relief (two sums of waves, noise of 2 grey values) on one thread in turn; CPU time, the machine
 * may be shared. From coarse to fine: census, 8 paths, left-right check, segments and median at five levels, wall time on two threads.
 */
export async function run({ size, runs, work }) {
  const scale = size === 'smoke' ? 0.1 : 1;
  const [width, height] = SPOTLIGHT.map((n) => Math.round(n * scale));
  const { left, right, truth } = createPair(width, height);
  const rows = await fullRange(left, right, truth, runs, work);
  rows.push(await coarseToFine('SL size, 5 levels', left, right, truth, runs));
  rows.push(correlation('SL size, correlation, one thread', left, right, truth));
  if (size === 'full') {
    const big = createPair(...STRIPMAP);
    rows.push(await coarseToFine('SM size, 5 levels', big.left, big.right, big.truth, 1));
    rows.push(hugePair(HUGE, work));
  }
  if (size === 'smoke') rows.push(hugePair(HUGE / 20, work));
  return rows;
}

/** The command on files of `side` x `side` pixels, within the memory it is given; wall time and the peak of its process. */
function hugePair(side, work) {
  const made = spawnSync('/usr/bin/python3', [
    join(import.meta.dirname, 'stereo-pair.py'),
    work,
    String(side),
  ]);
  if (made.status !== 0) throw new Error(String(made.stderr));
  const label = `${side} x ${side}, cuesta disparity --memory 4GiB`;
  const [left, right, output] = ['left.tif', 'right.tif', 'd.tif'].map((name) => join(work, name));
  const options = ['--range', '-64', '64', '--levels', '5', '--memory', '4GiB', '--threads', String(THREADS)];
  const command = cuesta('disparity', left, right, ...options, '-o', output);
  const { seconds, peakMiB } = interleave([{ label, command }], 1).get(label);
  return { label, seconds: round(seconds[0]), peakMiB: Math.round(peakMiB) };
}

async function fullRange(left, right, truth, runs, work) {
  const { width, height } = left;
  const wasm = createWasmCompute();
  const options = {
    ...DEFAULT_MATCH,
    smallestSegment: 0,
    median: false,
    ...search(1),
    volumeBytes: 2 ** 31,
    atOnce: 1,
  };
  const [own, theirs] = [[], []];
  const files = [left, right].map(({ samples }, k) => {
    const file = join(work, `${k}.u8`);
    writeFileSync(file, samples);
    return file;
  });
  let match = await matchPair(left, right, options, (job) => matchStrip(job, wasm));
  for (let i = 0; i < runs; i++) {
    const start = process.cpuUsage();
    match = await matchPair(left, right, options, (job) => matchStrip(job, wasm));
    const { user, system } = process.cpuUsage(start);
    own.push((user + system) / 1e6);
    const script = join(import.meta.dirname, 'stereo-opencv.py');
    const timed = spawnSync('/usr/bin/python3', [script, ...files, width, height, DISPARITIES].map(String), {
      encoding: 'utf8',
    });
    if (timed.status !== 0) throw new Error(timed.stderr);
    theirs.push(Number(timed.stdout));
  }
  await wasm.close();
  const [seconds, opencv] = [median(own), median(theirs)];
  return [
    {
      label: 'full range',
      seconds: round(seconds),
      ratio: round(seconds / opencv),
      withinOneColumn: share(match, truth),
    },
    { label: 'OpenCV HH', seconds: round(opencv), ratio: 1 },
  ];
}

async function coarseToFine(label, left, right, truth, runs) {
  const workers = Array.from(
    { length: THREADS },
    () => new Worker(join(import.meta.dirname, 'stereo-worker.mjs')),
  );
  const idle = [...workers];
  const send = (job) =>
    new Promise((resolve, reject) => {
      const worker = idle.pop();
      worker.once('error', reject);
      worker.once('message', (match) => {
        worker.off('error', reject);
        idle.push(worker);
        resolve(match);
      });
      worker.postMessage(job, [job.left.samples.buffer, job.right.samples.buffer]);
    });
  const options = { ...DEFAULT_MATCH, ...PAPER, ...search(5), volumeBytes: 3 * 2 ** 28, atOnce: THREADS };
  const [seconds, cpu] = [[], []];
  let match = null;
  for (let i = 0; i <= runs; i++) {
    const [start, before] = [performance.now(), process.cpuUsage()];
    match = await matchPair(left, right, options, send);
    const { user, system } = process.cpuUsage(before);
    if (i === 0 && runs > 1) continue;
    seconds.push((performance.now() - start) / 1000);
    cpu.push((user + system) / 1e6);
  }
  await Promise.all(workers.map((worker) => worker.terminate()));
  const peakMiB = Math.round(process.resourceUsage().maxRSS / 1024);
  return {
    label,
    seconds: round(median(seconds)),
    cpuSeconds: round(median(cpu)),
    withinOneColumn: share(match, truth),
    peakMiB,
  };
}

/** The baseline of correlation windows over five levels, in this thread. */
function correlation(label, left, right, truth) {
  const [start, before] = [performance.now(), process.cpuUsage()];
  const disparity = matchPairNcc(left, right, { ...search(5), threshold: 0.5 });
  const { user, system } = process.cpuUsage(before);
  return {
    label,
    seconds: round((performance.now() - start) / 1000),
    cpuSeconds: round((user + system) / 1e6),
    withinOneColumn: share({ disparity }, truth),
  };
}

function search(levels) {
  return { least: 0, greatest: DISPARITIES - 1, levels, search: 4 };
}

/** Share of the pixels away from the sides within one column of the truth. */
function share({ disparity }, truth) {
  let [good, all] = [0, 0];
  for (let p = 0; p < disparity.length; p++) {
    if (Number.isNaN(truth[p])) continue;
    all++;
    if (Math.abs(disparity[p] - truth[p]) < 1) good++;
  }
  return round(good / all, 4);
}

/** The left image, texture in strips of shifted noise, and the right one: the left pixel (x, y) is the right pixel (x + d, y). */
function createPair(width, height) {
  const rng = createRng(6);
  const wide = width + 2 * DISPARITIES;
  const noise = Float32Array.from({ length: 4096 }, () => rng.normal());
  const right = { width, height, samples: new Uint8Array(width * height) };
  const left = { width, height, samples: new Uint8Array(width * height) };
  const truth = new Float32Array(width * height).fill(Number.NaN);
  const row = new Float32Array(wide);
  const grey = (v) => Math.min(255, Math.max(0, 128 + 45 * v + 2 * noise[rng.int(4096)]));
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < wide; x++)
      row[x] =
        noise[(Math.imul(x >> 1, 2531) + Math.imul(y >> 1, 977) + (x >> 7) * (y >> 5)) & 4095] +
        0.5 * noise[(x * 31 + y * 17) & 4095];
    for (let x = 0; x < width; x++) {
      const d = 32 + 20 * Math.sin(x / 310) * Math.cos(y / 270) + 6 * Math.sin((x + y) / 90);
      const k = Math.floor(x + d);
      const value = row[k] + (x + d - k) * (row[k + 1] - row[k]);
      left.samples[y * width + x] = grey(value);
      right.samples[y * width + x] = grey(row[x]);
      if (x + d < width - 8 && x > 8) truth[y * width + x] = d;
    }
  }
  return { left, right, truth };
}
