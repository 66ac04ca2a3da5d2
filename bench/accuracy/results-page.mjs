import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

const ROOT = join(import.meta.dirname, '../..');

/**
 * Writes the JSON of an experiment, its pictures and its part of the page, between `<!-- NAME -->` and `<!-- /NAME -->`. Those of a smoke
 * run stay in the work folder.
 */
export async function writeResult({ study = 'chen2022', name, result, markdown, pictures, settings }) {
  const { smoke, work } = settings;
  const images = smoke ? work : join(ROOT, 'docs/results/images');
  const json = smoke ? join(work, 'result.json') : join(ROOT, `bench/results/${study}-${name}.json`);
  await mkdir(images, { recursive: true });
  await mkdir(dirname(json), { recursive: true });
  await writeFile(json, `${JSON.stringify(result, null, 2)}\n`);
  for (const [file, bytes] of Object.entries(pictures)) {
    await writeFile(join(images, `${study}-${file}.png`), bytes);
  }
  const text = `${markdown.trim()}\n\n${labelOf(result)}`;
  console.log(text);
  console.log(`\nWritten: ${json}, pictures in ${images}`);
  if (!smoke) await replacePart(join(ROOT, `docs/results/${study}.md`), name, text);
}

/** Link to a picture of the page. */
export function picture(file, text, study = 'chen2022') {
  return `![${text}](images/${study}-${file}.png)`;
}

/** A Markdown table. */
export function table(head, rows) {
  const line = (cells) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map((_, i) => (i === 0 ? '---' : '---:'))), ...rows.map(line)].join('\n');
}

/** What was judged and how to do it again. */
function labelOf({ command, model, date }) {
  const network = model
    ? `Network \`${model.file}\`, SHA-256 \`${model.sha256.slice(0, 12)}…\`${samplesSeen(model.training)}. `
    : '';
  return `<sub>${network}\`${command}\`, ${date.slice(0, 10)}.</sub>`;
}

/** Samples of the training that made the network, and the steps of those whose weights it began with. */
function samplesSeen(training) {
  if (!training?.samples) return '';
  const { start } = training.config ?? {};
  const parts = start ? (start.parts ?? [start]) : [];
  const steps = parts.map(({ iteration }) => iteration.toLocaleString('en')).join(', ');
  const before =
    parts.length === 0
      ? ''
      : ` after the ${steps} steps of the training${parts.length > 1 ? 's' : ''} it started from`;
  return `, ${training.samples.toLocaleString('en')} samples seen${before}`;
}

async function replacePart(path, name, text) {
  const page = await readFile(path, 'utf8');
  const [open, close] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
  const [start, end] = [page.indexOf(open), page.indexOf(close)];
  if (start < 0 || end < 0) throw new Error(`${path} has no part between ${open} and ${close}`);
  await writeFile(path, `${page.slice(0, start + open.length)}\n\n${text}\n\n${page.slice(end)}`);
}
