/**
 * `node bench/accuracy/radargrammetry.mjs [options]`: tables 1 to 10 of Wang et al. (2022) on simulated pairs (`cuesta simulate sar`:
 * mountains with forest, hills, a plain with fields) with the angles of the paper's pairs. Writes docs/results/radargrammetry.md and
 * bench/results/radargrammetry.json.
 *
 * --seed N        ground and speckle (default 3)
 * --size PX       pixels of 5 m of the truth (default 1600)
 * --threads N     of every command that is started (default 1)
 * --work FOLDER   scenes and results, kept and used again (default: cuesta-radargrammetry in the temporary folder)
 * --modes LIST    pairs: stripmap, spotlight (default both)
 * --search LIST   pairs whose best penalties and NCC threshold are searched beside the paper's (150, 200) and 0.3 (default both; some
 *                 ten minutes of CPU time for each; "none" leaves it out)
 * --smoke         a small scene that shows that the command works; written to the work folder only
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { cuesta } from './cuesta.mjs';
import { page } from './radargrammetry/page.mjs';
import { searchNcc, searchPenalties } from './radargrammetry/search.mjs';

const ROOT = join(import.meta.dirname, '../..');
const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '3' },
    size: { type: 'string' },
    threads: { type: 'string', default: '1' },
    work: { type: 'string', default: join(tmpdir(), 'cuesta-radargrammetry') },
    search: { type: 'string', default: 'stripmap,spotlight' },
    modes: { type: 'string', default: 'stripmap,spotlight' },
    smoke: { type: 'boolean', default: false },
  },
});
const size = values.size ?? (values.smoke ? '400' : '1600');
const work = join(values.work, `seed-${values.seed}-size-${size}`);
mkdirSync(work, { recursive: true });

const PENALTIES = ['const', 'grey', 'canny'];
const PAPER = { p1: 150, p2: 200 };

const pairs = {};
for (const mode of values.modes.split(',')) pairs[mode] = await runMode(mode);
const result = {
  seed: Number(values.seed),
  size: Number(size),
  command: ['node bench/accuracy/radargrammetry.mjs', ...process.argv.slice(2)].join(' '),
  machine: { cpu: cpus()[0]?.model, threads: Number(values.threads), node: process.version },
  date: new Date().toISOString().slice(0, 10),
  pairs,
};
const target = values.smoke ? work : ROOT;
const json = values.smoke ? join(work, 'result.json') : join(ROOT, 'bench/results/radargrammetry.json');
const markdown = values.smoke
  ? join(work, 'radargrammetry.md')
  : join(ROOT, 'docs/results/radargrammetry.md');
writeFileSync(json, `${JSON.stringify(result, null, 2)}\n`);
writeFileSync(markdown, page(result));
console.log(`Written: ${json}, ${markdown} (${target})`);

/** All methods on the pair of a mode. */
async function runMode(mode) {
  const folder = join(work, mode);
  if (!existsSync(join(folder, 'scene.json'))) {
    cuesta(
      'simulate',
      'sar',
      '-o',
      folder,
      '--mode',
      mode,
      '--seed',
      values.seed,
      '--size',
      size,
      '--overwrite',
    );
  }
  const scene = JSON.parse(readFileSync(join(folder, 'scene.json'), 'utf8'));
  const methods = { NCC: run(folder, scene, 'ncc', ['--matcher', 'ncc']) };
  const searched = values.search.split(',').includes(mode);
  for (const penalty of PENALTIES) {
    const method = { ...PAPER, ...runSgm(folder, scene, penalty, PAPER) };
    if (searched) {
      const search = searchPenalties(folder, penalty, values.threads);
      method.search = { ...search, areas: runSgm(folder, scene, penalty, search.best).areas };
    }
    methods[`SGM_${penalty}`] = method;
  }
  if (searched) {
    const search = await searchNcc(folder, values.threads);
    const { threshold } = search.best;
    const flags = ['--matcher', 'ncc', '--ncc-threshold', threshold];
    methods.NCC.search = { ...search, areas: run(folder, scene, `ncc-${threshold}`, flags).areas };
  }
  return { images: scene.images, methods };
}

function runSgm(folder, scene, penalty, { p1, p2 }) {
  return run(folder, scene, `${penalty}-${p1}-${p2}`, ['--penalty', penalty, '--p1', p1, '--p2', p2]);
}

/** One DSM and its figures; kept in the work folder. */
function run(folder, { areas }, name, flags) {
  const kept = join(folder, `${name}-figures.json`);
  if (existsSync(kept)) return JSON.parse(readFileSync(kept, 'utf8'));
  const file = (base) => join(folder, base);
  const { metrics, stageSeconds } = cuesta(
    ...['radar', file('left.json'), file('right.json'), '--dem', file('a-priori.tif')],
    ...['-o', file(`${name}.tif`), '--report', file(`${name}.html`), '--overwrite'],
    ...[
      '--truth',
      file('truth.tif'),
      '--area',
      ...areas.map((area) => [area.name, ...area.bounds].join(',')),
    ],
    ...['--threads', values.threads, ...flags],
  );
  const figures = { ...metrics, stageSeconds };
  writeFileSync(kept, JSON.stringify(figures));
  console.log(
    mode(folder),
    name,
    metrics.areas.map((a) => `${a.name} ${a.dsm.rmse.toFixed(2)} m`).join(', '),
  );
  return figures;
}

function mode(folder) {
  return folder.split(/[/\\]/).at(-1);
}
