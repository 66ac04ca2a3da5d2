import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { ioError, writeAtomically } from '../../core/atomic-file.node.js';
import { CuestaError } from '../../core/errors.js';
import { VERSION } from '../../product/version.node.js';
import type { DemoConfig } from './config.js';
import { type DemoFiles, demoFiles } from './demo-files.node.js';

/**
 * Refuses a folder with foreign contents unless `overwrite` is set; a folder that an earlier demo wrote may be
 * replaced. Throws `config` or `io`.
 */
export async function checkOutputFolder({ output }: DemoConfig, overwrite: boolean): Promise<void> {
  const names = await readdir(output).catch((cause: unknown) => {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw ioError(cause, output, 'list');
  });
  if (names.length === 0 || overwrite || (await isDemo(demoFiles(output).summary))) return;
  throw new CuestaError('config', `The folder ${output} holds files that no demo wrote.`, {
    subject: output,
    hint: 'Choose another folder with -o, or use --overwrite to add to this one.',
  });
}

async function isDemo(path: string): Promise<boolean> {
  try {
    const { job } = JSON.parse(await readFile(path, 'utf8')) as { job?: unknown };
    return job === JOB;
  } catch {
    return false;
  }
}

const JOB = 'cuesta demo';

/** Makes the folders, marks them as the demo's and removes the report of an earlier run: it would not match the rest. */
export async function openOutputFolder(config: DemoConfig): Promise<DemoFiles> {
  const files = demoFiles(config.output);
  for (const folder of ['pieces', 'errors']) {
    const path = join(config.output, folder);
    await mkdir(path, { recursive: true }).catch((cause: unknown) => {
      throw ioError(cause, path, 'create');
    });
  }
  await writeSummary(files, config, null);
  await rm(files.report, { force: true });
  return files;
}

/** `results` is null while the demo runs. */
export async function writeSummary(
  { summary }: DemoFiles,
  { seed, size }: DemoConfig,
  results: unknown,
): Promise<void> {
  const text = JSON.stringify({ job: JOB, version: VERSION, seed, size, results }, null, 2);
  await writeAtomically(summary, (file) => file.writeFile(`${text}\n`));
}
