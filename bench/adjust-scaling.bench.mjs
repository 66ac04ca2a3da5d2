import { join } from 'node:path';
import { cuesta, interleave, median, round } from './measure.mjs';
import { simulateStripes } from './stripes.mjs';

export const title =
  'wall time of a block adjustment (4 orbits x 3 scenes) by tie points, by overlaps and by threads; full: then the size of Hong et al.';

const SCENE = { smoke: 400, default: 1000, full: 1000 };
/** Pixels between tie points along an overlap; the default of the command is 82. */
const SPACINGS = { smoke: [164], default: [164, 82, 41, 20], full: [164, 82, 41, 20] };

/**
 * The same scenes with ever more tie points; the first orbits of the block with the usual ones; and at full size the block of the paper
 * once. Ties are those planned; matched: overlaps that could be tied.
 */
export async function run({ size, runs, work }) {
  const folder = join(work, 'block');
  simulateStripes(folder, ['--orbits', 4, '--scenes', 3, '--size', SCENE[size], '--laser-points', 400]);
  const rows = [];
  for (const spacing of SPACINGS[size])
    rows.push(...timesOf({ folder, runs, orbits: 4, options: ['--spacing', String(spacing)] }));
  for (const orbits of [1, 2]) rows.push(...timesOf({ folder, runs, orbits, options: [] }));
  if (size === 'full') rows.push(...paperSize(join(work, 'paper')));
  return rows;
}

/** One command with one and two threads. */
function timesOf({ folder, runs, orbits, options }) {
  const contenders = [1, 2].map((threads) => ({
    label: threads === 1 ? '1 thread' : '2 threads',
    command: adjust(folder, orbits, [...options, '--threads', String(threads)]),
  }));
  return [...interleave(contenders, runs)].map(([label, measured]) =>
    rowOf([`${3 * orbits} scenes`, ...options, label].join(' '), measured),
  );
}

function paperSize(folder) {
  simulateStripes(folder, ['--width', 6588, '--height', 8020, '--laser-points', 400]);
  const label = '12 scenes of 6588 x 8020, 2 threads';
  const command = adjust(folder, 4, ['--threads', '2', '--memory', '3500MiB']);
  return [rowOf(label, interleave([{ label, command }], 1).get(label))];
}

function adjust(folder, orbits, options) {
  const scenes = Array.from({ length: 3 * orbits }, (_, i) =>
    join(folder, 'scenes', `orbit${1 + Math.floor(i / 3)}-scene${1 + (i % 3)}.tif`),
  );
  const control = ['--control', join(folder, 'laser.csv'), '--footprint', '70'];
  const reference = ['--reference', join(folder, 'reference.tif')];
  const output = ['-o', join(folder, 'm.tif'), '--overwrite', '--json', '--quiet'];
  return cuesta('adjust', ...scenes, ...control, ...reference, ...output, ...options);
}

function rowOf(label, { seconds, outputs, peakMiB }) {
  const results = outputs.map((text) => JSON.parse(text));
  const { overlaps } = results[0];
  const stage = (name) => round(median(results.map((r) => r.stageSeconds[name])));
  return {
    label,
    overlaps: overlaps.length,
    ties: overlaps.reduce((n, o) => n + o.planned, 0),
    matched: overlaps.filter((o) => o.matched > 0).length,
    seconds: round(median(seconds)),
    adjustSeconds: stage('adjust'),
    fuseSeconds: stage('fuse'),
    peakMiB: round(peakMiB),
  };
}
