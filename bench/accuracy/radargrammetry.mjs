/**
 * `node bench/accuracy/radargrammetry.mjs [options]`: tables 1 to 10 of Wang et al. (2022) on simulated pairs (`cuesta simulate sar`:
 * mountains with forest, hills, a plain with fields) with the angles of the paper's pairs, and where the errors come from. Writes all of
 * docs/results/radargrammetry.md, and bench/results/radargrammetry.json. About a quarter of an hour of CPU time, a third of it for the
 * scenes. Every step is kept in the work folder: a run that was interrupted goes on there, and what the same code has made with the same
 * options is not made again.
 *
 * --seed N        ground and speckle (default 3)
 * --size PX       pixels of 5 m of the truth (default 1600)
 * --threads N     of every command that is started (default 1)
 * --work FOLDER   scenes and results (default: cuesta-radargrammetry in the temporary folder)
 * --modes LIST    pairs: stripmap, spotlight (default both)
 * --search LIST   pairs whose best penalties are searched beside the paper's (150, 200) (default both; "none" leaves it out)
 * --threshold LIST  pairs whose best NCC threshold is searched beside 0.3 (likewise)
 * --smoke         a small scene that shows that the command works; written to the work folder only
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { page } from './radargrammetry/page.mjs';
import { dsm, nccFlags, sceneOf, sgmFlags } from './radargrammetry/runs.mjs';
import { searchNcc, searchPenalties } from './radargrammetry/search.mjs';
import { sharesOfError } from './radargrammetry/shares.mjs';

const ROOT = join(import.meta.dirname, '../..');
const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '3' },
    size: { type: 'string' },
    threads: { type: 'string', default: '1' },
    work: { type: 'string', default: join(tmpdir(), 'cuesta-radargrammetry') },
    search: { type: 'string', default: 'stripmap,spotlight' },
    threshold: { type: 'string', default: 'stripmap,spotlight' },
    modes: { type: 'string', default: 'stripmap,spotlight' },
    smoke: { type: 'boolean', default: false },
  },
});
const { seed, threads, smoke } = values;
const size = values.size ?? (smoke ? '400' : '1600');
const work = join(values.work, `seed-${seed}-size-${size}`);
mkdirSync(work, { recursive: true });

const PENALTIES = ['const', 'grey', 'canny'];
const PAPER = { p1: 150, p2: 200 };
const THRESHOLD = 0.3;

const pairs = {};
for (const mode of values.modes.split(',')) pairs[mode] = await runMode(mode);
const result = {
  seed: Number(seed),
  size: Number(size),
  command: ['node bench/accuracy/radargrammetry.mjs', ...process.argv.slice(2)].join(' '),
  machine: { cpu: cpus()[0]?.model, threads: Number(threads), node: process.version },
  date: new Date().toISOString().slice(0, 10),
  pairs,
};
const json = smoke ? join(work, 'result.json') : join(ROOT, 'bench/results/radargrammetry.json');
const markdown = smoke ? join(work, 'radargrammetry.md') : join(ROOT, 'docs/results/radargrammetry.md');
mkdirSync(join(json, '..'), { recursive: true });
writeFileSync(json, `${JSON.stringify(result, null, 2)}\n`);
writeFileSync(markdown, page(result));
console.log(`Written: ${json}, ${markdown}`);

/** All methods on the pair of a mode. */
async function runMode(mode) {
  const scene = await sceneOf({ work, seed, size, threads }, mode);
  const searched = values.search.split(',').includes(mode);
  const methods = { NCC: await dsm(scene, `ncc-${THRESHOLD}`, nccFlags(THRESHOLD)) };
  for (const penalty of PENALTIES) {
    const method = { ...PAPER, ...(await sgm(scene, penalty, PAPER)) };
    if (searched) {
      const search = await searchPenalties(scene, penalty);
      method.search = { ...search, areas: (await sgm(scene, penalty, search.best)).areas };
    }
    methods[`SGM_${penalty}`] = method;
  }
  // With high thresholds a small scene has too few matches for a DSM.
  if (!smoke && values.threshold.split(',').includes(mode)) {
    const search = await searchNcc(scene);
    const { threshold } = search.best;
    methods.NCC.search = {
      ...search,
      areas: (await dsm(scene, `ncc-${threshold}`, nccFlags(threshold))).areas,
    };
  }
  const floor = await dsm(scene, 'true-heights', sgmFlags('canny', PAPER), 'truth.tif');
  const column = 1 / Math.abs(floor.pairs[0].parallaxPerMetre);
  const names = { NCC: `ncc-${THRESHOLD}`, SGM_canny: nameOf('canny', PAPER) };
  const shares = await sharesOfError(scene, Object.values(names), column);
  return {
    images: scene.images,
    methods,
    column,
    floor: floor.areas,
    shares: Object.fromEntries(Object.entries(names).map(([method, name]) => [method, shares[name]])),
  };
}

function sgm(scene, penalty, penalties) {
  return dsm(scene, nameOf(penalty, penalties), sgmFlags(penalty, penalties));
}

function nameOf(penalty, { p1, p2 }) {
  return `${penalty}-${p1}-${p2}`;
}
