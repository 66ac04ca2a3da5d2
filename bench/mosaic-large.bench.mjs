import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { readdir, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openRaster } from '../dist/io/open.node.js';
import { cuesta, interleave, round } from './measure.mjs';
import { inputFiles, NORTH, WEST } from './mosaic-inputs.mjs';

export const title =
  'mosaic of 400 tiles with every family of options: memory within its limit, the same samples for 1 and 2 workers';

/** Pixels along a side of the mosaic, and inputs along it. */
const SIZE = { smoke: [1600, 6], default: [20000, 20], full: [40000, 20] };
const LIMIT_MIB = 2048;
/** Files along a side, where a run makes one of them; and which one. */
const FILES = 8;
const FILE = 27;

/** Feathered, weighed by standard errors: the usual mosaic, with everything that can be known about it. */
const USUAL = '--source --count --sigma --uncertainty --ot int16'.split(' ');
/** All that a blend can be asked for, in one run. */
const EVERYTHING = [
  ...'--priority 40 --centre-line --no-border-blend --feather 60 --invert-weights --min-weight 0.2'.split(
    ' ',
  ),
  ...'--nodata-threshold -100 --erode 1 --hole-fill 6 --fill-search-radius 3 --fill-num-passes 2'.split(' '),
  ...'--dem-blur 0.8 --ot int16 --source --count --sigma --uncertainty --save-dem-weight 0'.split(' '),
];
const MEDIAN = '--mode median --propagate-nodata --erode 1 --source --sigma'.split(' ');
const BLOCKS = '--mode block-max --block-size 256 --count'.split(' ');

/**
 * The usual blend makes the whole mosaic with 2 workers; one of the 64 files that it can be written as is made with 1 worker, and its
 * samples compared with that place of the whole. Every other family makes that file with 2 workers and with 1, and their bytes
 * are compared; with CUESTA_BENCH_ALL=1 all families make the whole mosaic, with either.
 */
export async function run({ size, work }) {
  const [side, count] = SIZE[size];
  const lists = await writeInputs(work, side, count);
  const sigmas = ['--sigma-list', lists.sigma];
  const file = ['--output-tile-size', String(side / FILES), '--tile-index', String(FILE)];
  const mosaic = (name, threads, options) =>
    runMosaic({ work, side, list: lists.dem, name, threads, options });

  const rows = [mosaic('usual', 2, [...USUAL, ...sigmas])];
  const part = mosaic('part', 1, [...USUAL, ...sigmas, ...file]);
  rows.push({ ...part, same: await samePart(work, 'usual', `part-tile-${FILE}`) });
  const all = process.env.CUESTA_BENCH_ALL === '1';
  for (const [name, options] of [
    ...(all ? [['usual', [...USUAL, ...sigmas]]] : []),
    ['everything', [...EVERYTHING, ...sigmas, '--weight-list', lists.weight]],
    ['median', MEDIAN],
    ['blocks', BLOCKS],
  ]) {
    const of = all ? options : [...options, ...file];
    const suffix = all ? '' : `-tile-${FILE}`;
    if (name !== 'usual') rows.push(mosaic(`${name}`, 2, of));
    const single = mosaic(`${name}-single`, 1, of);
    rows.push({ ...single, same: await sameFiles(work, `${name}${suffix}`, `${name}-single${suffix}`) });
  }
  for (const { label, same, peakMiB } of rows) {
    if (same === false) throw new Error(`${label}: other samples than with 2 workers`);
    if (peakMiB > LIMIT_MIB) throw new Error(`${label}: ${peakMiB} MiB, of ${LIMIT_MIB} MiB`);
  }
  return rows;
}

/** In two processes; returns the lists that name them. */
async function writeInputs(work, side, count) {
  const started = performance.now();
  const program = join(import.meta.dirname, 'mosaic-inputs.mjs');
  const writers = [0, 1].map(async (first) => {
    const child = spawn('node', [program, work, String(side), String(count), String(first), '2'], {
      stdio: 'inherit',
    });
    const [code] = await once(child, 'exit');
    if (code !== 0) throw new Error(`writing the inputs ended with ${code}`);
  });
  await Promise.all(writers);
  const lists = {};
  for (const kind of ['dem', 'weight', 'sigma']) {
    lists[kind] = join(work, `${kind}.txt`);
    const names = Array.from({ length: count * count }, (_, i) => inputFiles(i)[kind]);
    await writeFile(lists[kind], `${names.join('\n')}\n`);
  }
  console.log(`inputs written in ${round((performance.now() - started) / 1000)} s`);
  return lists;
}

function runMosaic({ work, side, list, name, threads, options }) {
  const box = [WEST, NORTH - side, WEST + side, NORTH].map(String);
  const run = ['--memory', `${LIMIT_MIB}MiB`, '--threads', String(threads), '--level', '1', '--quiet'];
  const command = cuesta(
    'mosaic',
    '-l',
    list,
    '-o',
    join(work, `${name}.tif`),
    '--bbox',
    ...box,
    ...options,
    ...run,
  );
  const { seconds, peakMiB } = interleave([{ label: name, command }], 1).get(name);
  const workers = threads === 1 ? '1 worker' : `${threads} workers`;
  const row = { label: `${name}, ${workers}`, seconds: round(seconds[0]), peakMiB: round(peakMiB) };
  console.log(row);
  return row;
}

/** Whether the samples of one file are those of its place in the whole mosaic, in every raster. */
async function samePart(work, whole, part) {
  for (const name of await rasters(work, whole)) {
    const source = await openRaster(join(work, name));
    const file = await openRaster(join(work, part + name.slice(whole.length)));
    const { width, height } = file.info;
    const corner = { col: (FILE % FILES) * width, row: Math.floor(FILE / FILES) * height };
    for (let row = 0; row < height; row += 512) {
      const rows = Math.min(512, height - row);
      const [a, b] = await Promise.all([
        source.readBand({ col: corner.col, row: corner.row + row, width, height: rows }),
        file.readBand({ col: 0, row, width, height: rows }),
      ]);
      if (digest(a.data) !== digest(b.data)) return false;
    }
    await file.close();
    await source.close();
  }
  return true;
}

/** Whether the rasters of two runs have the same bytes; the second ones are removed. */
async function sameFiles(work, one, other) {
  for (const name of await rasters(work, one)) {
    const twin = other + name.slice(one.length);
    const [a, b] = await Promise.all([name, twin].map((file) => sha256(join(work, file))));
    if (a !== b) return false;
  }
  await remove(work, other);
  return true;
}

async function rasters(work, name) {
  const files = await readdir(work);
  const found = files.filter(
    (file) => file === `${name}.tif` || (file.startsWith(`${name}_`) && file.endsWith('.tif')),
  );
  if (found.length === 0) throw new Error(`no raster of ${name}`);
  for (const file of found)
    if ((await stat(join(work, file))).size === 0) throw new Error(`${file} is empty`);
  return found.sort();
}

async function remove(work, start) {
  for (const file of await readdir(work)) if (file.startsWith(start)) await rm(join(work, file));
}

async function sha256(path) {
  const hash = createHash('sha256');
  for await (const piece of createReadStream(path)) hash.update(piece);
  return hash.digest('hex');
}

function digest(samples) {
  const bytes = new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength);
  return createHash('sha256').update(bytes).digest('hex');
}
