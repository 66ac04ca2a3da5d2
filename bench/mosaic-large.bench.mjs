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
const LIMIT_MIB = 1500;

/** All that a blend can be asked for, in one run. */
const BLEND = [
  ...'--priority 40 --centre-line --no-border-blend --feather 60 --invert-weights --min-weight 0.2'.split(
    ' ',
  ),
  ...'--nodata-threshold -100 --erode 1 --hole-fill 6 --fill-search-radius 3 --fill-num-passes 2'.split(' '),
  ...'--dem-blur 0.8 --ot int16 --source --count --sigma --uncertainty --save-dem-weight 0'.split(' '),
];
const MEDIAN = '--mode median --propagate-nodata --erode 1 --source --sigma'.split(' ');
const BLOCKS = '--mode block-max --block-size 256 --count'.split(' ');

/**
 * The blend makes the whole mosaic with 2 workers; 4 of the 16 files that it can be written as are made again with 1 worker, and their
 * samples compared with those places. Below the full size the whole is made with 1 worker, too, and its bytes compared.
 * Median and blocks make one of the 16 files with either.
 */
export async function run({ size, work }) {
  const [side, count] = SIZE[size];
  const lists = await writeInputs(work, side, count);
  const sizes = ['--output-tile-size', String(side / 4)];
  const weights = ['--weight-list', lists.weight, '--sigma-list', lists.sigma];
  const mosaic = (name, threads, options) =>
    runMosaic({ work, side, list: lists.dem, name, threads, options });

  const rows = [mosaic('blend', 2, [...BLEND, ...weights])];
  const parts = mosaic('parts', 1, [...BLEND, ...weights, ...sizes, '--tile-list', '0 5 10 15']);
  rows.push({ ...parts, same: await sameParts(work, [0, 5, 10, 15]) });
  if (size !== 'full') {
    const single = mosaic('single', 1, [...BLEND, ...weights]);
    rows.push({ ...single, same: await sameFiles(work, 'blend', 'single') });
  }
  for (const [name, options] of [
    ['median', MEDIAN],
    ['blocks', BLOCKS],
  ]) {
    const part = [...options, ...sizes, '--tile-index', '5'];
    rows.push(mosaic(`${name}2`, 2, part));
    rows.push({
      ...mosaic(`${name}1`, 1, part),
      same: await sameFiles(work, `${name}2-tile-5`, `${name}1-tile-5`),
    });
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

/** Whether the samples of the files are those of their places in the whole mosaic, in every raster. */
async function sameParts(work, indices) {
  const whole = (await rasters(work, 'blend')).map((name) => name.slice('blend'.length));
  for (const suffix of whole) {
    const source = await openRaster(join(work, `blend${suffix}`));
    for (const index of indices) {
      const part = await openRaster(join(work, `parts-tile-${index}${suffix}`));
      const { width, height } = part.info;
      const corner = { col: (index % 4) * width, row: Math.floor(index / 4) * height };
      for (let row = 0; row < height; row += 512) {
        const rows = Math.min(512, height - row);
        const window = { col: corner.col, row: corner.row + row, width, height: rows };
        const [a, b] = await Promise.all([
          source.readBand(window),
          part.readBand({ col: 0, row, width, height: rows }),
        ]);
        if (digest(a.data) !== digest(b.data)) return false;
      }
      await part.close();
    }
    await source.close();
  }
  await remove(work, 'parts-');
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
