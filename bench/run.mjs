/**
 * `npm run bench -- NAME [--full] [--smoke] [--runs N]`: runs the benchmarks of this folder, prints a table per benchmark and writes
 * `bench/results/NAME.json`. A benchmark module exports `name`, `title` and `run(settings)`, which returns rows.
 *
 * --smoke   a tenth of the size, one run: shows that the benchmark works, its figures mean nothing
 * --full    the size that the issue or README quotes; the default is a size that takes a minute
 *
 * fuzz-headers can be run in parts: --budget SECONDS ends it after that time, --continue adds to the result that stands in
 * bench/results. Both say how much is done.
 */
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { cpus, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

const folder = import.meta.dirname;
const names = (await readdir(folder))
  .filter((file) => file.endsWith('.bench.mjs'))
  .map((file) => file.replace('.bench.mjs', ''))
  .sort();

const { values, positionals: chosen } = parseArgs({
  allowPositionals: true,
  options: {
    full: { type: 'boolean', default: false },
    smoke: { type: 'boolean', default: false },
    continue: { type: 'boolean', default: false },
    runs: { type: 'string' },
    budget: { type: 'string', default: 'Infinity' },
  },
});
const size = values.full ? 'full' : values.smoke ? 'smoke' : 'default';
const runs = Number(values.runs ?? (size === 'smoke' ? 1 : 5));

if (chosen.length === 0 || chosen.some((name) => name !== 'all' && !names.includes(name))) {
  console.log(
    `Benchmarks: ${names.join(', ')}, all\nUsage: npm run bench -- NAME [--full | --smoke] [--runs N] [--budget SECONDS] [--continue]`,
  );
  process.exit(chosen.length === 0 ? 0 : 2);
}

for (const name of chosen.includes('all') ? names : chosen) {
  const work = await mkdtemp(join(tmpdir(), `cuesta-bench-${name}-`));
  try {
    const module = await import(`./${name}.bench.mjs`);
    console.log(`\n${name}: ${module.title} (${size} size, median of ${runs} interleaved runs)`);
    const resultFile = join(folder, 'results', `${name}.json`);
    const earlier = values.continue ? JSON.parse(await readFile(resultFile, 'utf8')) : null;
    const rows = await module.run({ size, runs, work, budget: Number(values.budget), earlier });
    console.table(Object.fromEntries(rows.map(({ label, ...figures }) => [label, figures])));
    await mkdir(join(folder, 'results'), { recursive: true });
    const machine = {
      cpu: cpus()[0]?.model,
      cores: cpus().length,
      memoryBytes: totalmem(),
      node: process.version,
    };
    const result = { name, title: module.title, size, runs, machine, date: new Date().toISOString(), rows };
    await writeFile(resultFile, `${JSON.stringify(result, null, 2)}\n`);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}
