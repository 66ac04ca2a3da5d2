import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { demoSchema } from './config.js';
import { checkOutputFolder, openOutputFolder, writeSummary } from './output-folder.node.js';

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'cuesta-demo-'));
});
afterEach(() => rm(root, { recursive: true, force: true }));

const configFor = (output: string) => demoSchema.parse({ output });

describe('output folder', () => {
  it('may be new, empty or an earlier demo, finished or not', async () => {
    await checkOutputFolder(configFor(join(root, 'new')), false);
    await checkOutputFolder(configFor(root), false);
    const config = configFor(join(root, 'deep', 'er'));
    const files = await openOutputFolder(config);
    await checkOutputFolder(config, false);
    await writeSummary(files, config, { rmse: 1 });
    await checkOutputFolder(config, false);
    expect(JSON.parse(await readFile(files.summary, 'utf8'))).toMatchObject({
      seed: 9,
      results: { rmse: 1 },
    });
  });

  it('must not hold foreign files, unless told to overwrite', async () => {
    const config = configFor(join(root, 'mine'));
    await mkdir(config.output);
    await writeFile(join(config.output, 'thesis.txt'), 'years of work');
    await writeFile(join(config.output, 'demo.json'), '{"job":"something else"}');
    await expect(checkOutputFolder(config, false)).rejects.toMatchObject({
      code: 'config',
      subject: config.output,
    });
    await checkOutputFolder(config, true);
    await openOutputFolder(config);
    expect(await readdir(config.output)).toContain('thesis.txt');
  });

  it('names the path when it is a file', async () => {
    const config = configFor(join(root, 'file'));
    await writeFile(config.output, '');
    await expect(checkOutputFolder(config, false)).rejects.toMatchObject({
      code: 'io',
      subject: config.output,
    });
  });

  it('removes the report of an earlier run: it would not match the new rasters', async () => {
    const config = configFor(root);
    const { report } = await openOutputFolder(config);
    await writeFile(report, '<!doctype html>');
    await openOutputFolder(config);
    expect(await readdir(root)).not.toContain('report.html');
  });
});
