import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { basename, join, resolve } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import type { CommandDefinition } from '../../src/cli/command.js';
import {
  cuesta,
  cuestaCommand,
  HOOK_TIMEOUT,
  listing,
  succeed,
  succeedJson,
  temporaryFolder,
} from './support/cuesta.js';
import { hills, writeDem } from './support/dem-file.js';

const folder = temporaryFolder();
const cliFolder = resolve(import.meta.dirname, '../../dist/cli');
const path = (name: string) => join(folder, name);

beforeAll(() => {
  const [x, y, pixel] = [500_000, 4_000_000, 10];
  writeDem(path('a.tif'), { cols: 900, rows: 700, x, y, pixel, surface: hills });
  // Noise makes steps inside the inputs, which the jump of 2 m has to stand out from.
  const noisy = (dh: number) => (u: number, v: number) =>
    hills(u, v) + 0.1 * Math.sin(u * 7.1 + v * 3.3) + dh;
  writeDem(path('left.tif'), { cols: 400, rows: 400, x, y, pixel, surface: noisy(0) });
  writeDem(path('right.tif'), { cols: 400, rows: 400, x: x + 1600, y, pixel, surface: noisy(2) });
}, HOOK_TIMEOUT);

/** What `cuesta --help` lists; a folder of src/cli per command. */
const overview = spawnSync(`${cuestaCommand} --help`, { shell: true, encoding: 'utf8' }).stdout;
const commands = [...overview.matchAll(/^ {2}([a-z]+) {2,}/gm)].map(([, name]) => name);

describe.concurrent('--help', () => {
  test('lists every command', () => {
    const folders = readdirSync(cliFolder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
    expect(commands.toSorted()).toEqual(folders.map(({ name }) => name).toSorted());
  });

  test.each(commands)('%s: usage, options and examples, which name real options', async (command) => {
    const text = await succeed(folder, command, '--help');
    expect(text).toMatch(new RegExp(`^Usage: cuesta ${command} `));
    const [options = '', examples = ''] = text.split('\nExamples:\n');
    expect(Math.max(...options.split('\n').map((line) => line.length))).toBeLessThan(90);
    const lines = examples.split('\n').filter((line) => line.startsWith('  cuesta '));
    expect(lines.length).toBeGreaterThanOrEqual(2);
    for (const line of lines) {
      expect(line).toMatch(new RegExp(`^ {2}cuesta ${command}( |$)`));
      for (const [flag] of line.matchAll(/--[a-z0-9-]+/g)) {
        // Followed by its value or description, or, an alias, by the next one.
        expect(options, line).toMatch(new RegExp(`${flag}[\\s,)]`));
      }
    }
    const { settings } = await definitionOf(command);
    for (const [setting, flag] of SHARED) {
      const has = settings === undefined || settings.includes(setting);
      expect(options.includes(`${flag} `), flag).toBe(has);
    }
    for (const flag of ['--json', '--quiet', '--log']) expect(options).toContain(`${flag} `);
  });

  test('help COMMAND is COMMAND --help', async () => {
    expect(await succeed(folder, 'help', 'mosaic')).toBe(await succeed(folder, 'mosaic', '--help'));
  });
});

const SHARED = [
  ['memory', '--memory'],
  ['threads', '--threads'],
  ['dryRun', '--dry-run'],
  ['overwrite', '--overwrite'],
] as const;

async function definitionOf(command: string): Promise<CommandDefinition> {
  const module = (await import(join(cliFolder, command, 'command.js'))) as Record<string, CommandDefinition>;
  return module[`${command}Command`];
}

describe('--dry-run', () => {
  test.each([
    'mosaic a.tif left.tif -o plan.tif --count',
    'convert a.tif -o plan.tif --crs EPSG:4326',
    'hillshade a.tif -o plan.tif',
    'slope a.tif -o plan.tif',
  ])('%s prints the plan and writes nothing', async (line) => {
    const before = await listing(folder);
    const text = await succeed(folder, ...line.split(' '), '--dry-run');
    for (const fact of ['Input:', 'Grid:', 'CRS:', 'Tiles:', 'Workers:', 'Memory:', 'Output:']) {
      expect(text).toContain(fact);
    }
    const plan = await succeedJson<{ tiles: { width: number }; outputs: unknown[] }>(
      folder,
      ...line.split(' '),
      '--dry-run',
    );
    expect(plan.tiles.width).toBeGreaterThan(0);
    expect(plan.outputs.length).toBe(line.includes('--count') ? 2 : 1);
    expect(await listing(folder)).toEqual(before);
  });
});

describe.concurrent('what goes where', () => {
  test('--json: JSON alone on standard output, everything for people on standard error', async () => {
    const { stdout, stderr } = await cuesta(folder, 'slope', 'a.tif', '-o', 'json.tif', '--json');
    const { outputs, tiles } = JSON.parse(stdout) as {
      outputs: { path: string; bytes: number }[];
      tiles: number;
    };
    expect(outputs).toMatchObject([{ path: 'json.tif', bytes: statSync(path('json.tif')).size }]);
    expect(tiles).toBeGreaterThanOrEqual(1);
    expect(stderr).toMatch(/^slope tiles 100 %$/m);
  });

  test('--json: errors too', async () => {
    const { stdout, code } = await cuesta(folder, 'slope', 'no.tif', '-o', 'no-slope.tif', '--json');
    expect(code).toBe(4);
    expect(JSON.parse(stdout)).toMatchObject({ error: { code: 'io', subject: 'no.tif' } });
  });

  test('--quiet: nothing but the result', async () => {
    const { stdout, stderr } = await cuesta(folder, 'slope', 'a.tif', '-o', 'quiet.tif', '--quiet');
    expect(stderr).toBe('');
    expect(stdout).toMatch(/^quiet\.tif {2}900 x 700 float32, [\d.]+ MiB\n\d+ tiles? in /);
  });

  test('--log: one JSON object per line, with time and level', async () => {
    await succeed(folder, 'mosaic', 'a.tif', '-o', 'logged.tif', '--log', 'run.jsonl');
    const lines = readFileSync(path('run.jsonl'), 'utf8').trimEnd().split('\n');
    const entries = lines.map((line) => JSON.parse(line) as { ts: string; level: string; msg: string });
    expect(entries.map(({ level }) => level)).toEqual(['debug', 'warn']);
    expect(entries[0].msg).toMatch(/^cuesta mosaic a\.tif/);
    for (const { ts } of entries) expect(Number.isNaN(Date.parse(ts))).toBe(false);
  });

  test('info: facts as text and as JSON, with statistics', async () => {
    expect(await succeed(folder, 'info', 'a.tif')).toMatch(/Size +900 x 700 pixels, 1 band of float32/);
    const [info] = await succeedJson<[{ statistics: [{ min: number; max: number; validPercent: number }] }]>(
      ...([folder, 'info', 'a.tif', '--statistics'] as const),
    );
    expect(info.statistics[0]).toMatchObject({ validPercent: 100 });
    expect(info.statistics[0].max).toBeLessThan(469);
    expect(info.statistics[0].min).toBeGreaterThan(331);
  });
});

describe.concurrent('seams', () => {
  const pair = ['left.tif', 'right.tif'];

  test('a step of 2 m fails --max-seam when pasted, and passes when blended', async () => {
    const paste = await cuesta(
      folder,
      'mosaic',
      ...pair,
      '-o',
      'paste.tif',
      '--mode',
      'first',
      '--max-seam',
      '3',
    );
    expect(paste.code).toBe(4);
    expect(paste.stderr).toMatch(/seam at inputs 1 \(left\.tif\) and 2 \(right\.tif\) is \d+\.\d+ times/);
    expect(paste.stderr).toMatch(/The mosaic was written all the same/);
    await succeed(
      folder,
      'mosaic',
      ...pair,
      '-o',
      'blend.tif',
      '--max-seam',
      '1.5',
      '--source',
      '--report',
      'blend.html',
    );
    const seam = (name: string) => {
      const { metrics } = sidecar(name) as unknown as { metrics: { seams: { pairs: Seam[] } } };
      return metrics.seams.pairs.find(({ kind }) => kind === 'switch')!.heightJump;
    };
    interface Seam {
      readonly kind: string;
      readonly heightJump: { readonly n: number; readonly median: number; readonly ratio: number };
    }
    // 400 rows, of which the outermost have no neighbours to measure with.
    expect(seam('paste').n).toBeGreaterThan(350);
    expect(Math.abs(seam('paste').median - 2)).toBeLessThan(0.15);
    expect(seam('blend').ratio).toBeLessThan(1.5);
    expect(readFileSync(path('blend.html'), 'utf8')).toMatch(/<html[\s\S]*Seams/);
  });

  interface Sidecar {
    readonly command: string;
    readonly tool: { readonly version: string };
    readonly config: Readonly<Record<string, unknown>>;
    readonly inputs: readonly { readonly path: string; readonly sha256: string; readonly bytes: number }[];
    readonly product: { readonly sha256: string; readonly bytes: number };
    readonly run: Readonly<Record<string, unknown>>;
  }
  const sidecar = (name: string) => JSON.parse(readFileSync(path(`${name}.json`), 'utf8')) as Sidecar;

  test('the sidecar says how the product was made', async () => {
    const { createHash } = await import('node:crypto');
    const sha256 = (name: string) =>
      createHash('sha256')
        .update(readFileSync(path(name)))
        .digest('hex');
    await succeed(folder, 'mosaic', ...pair, '-o', 'told.tif', '--feather', '50');
    const facts = sidecar('told');
    expect(facts.command).toBe('cuesta mosaic left.tif right.tif -o told.tif --feather 50');
    expect(facts.tool.version).toMatch(/^\d+\.\d+\.\d+/);
    expect(facts.config).toMatchObject({ feather: 50, mode: 'blend', resampling: 'cubic' });
    expect(facts.inputs).toEqual(
      pair.map((name) => ({ path: name, sha256: sha256(name), bytes: statSync(path(name)).size })),
    );
    expect(facts.product).toEqual({
      path: 'told.tif',
      sha256: sha256('told.tif'),
      bytes: statSync(path('told.tif')).size,
    });
    expect(facts.run.peakMemoryBytes).toBeGreaterThan(30e6);
  });
});

describe('a URL', () => {
  test('is read by ranges: the same samples, without the whole file', async () => {
    const ranges: [number, number][] = [];
    const file = readFileSync(path('a.tif'));
    const server = createServer(({ url = '', headers }, response) => {
      const range = /bytes=(\d+)-(\d*)/.exec(headers.range ?? '');
      if (basename(url) !== 'a.tif') return response.writeHead(404).end();
      if (range === null) return response.writeHead(200, { 'content-length': file.length }).end(file);
      const from = Number(range[1]);
      const end = Math.min(file.length, range[2] === '' ? file.length : Number(range[2]) + 1);
      ranges.push([from, end]);
      const head = {
        'content-range': `bytes ${from}-${end - 1}/${file.length}`,
        'content-length': end - from,
      };
      return response.writeHead(206, head).end(file.subarray(from, end));
    }).listen(0, '127.0.0.1');
    try {
      await once(server, 'listening');
      const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
      const box = '--bbox 500100 3999000 501100 4000000'.split(' ');
      await succeed(folder, 'mosaic', `${url}/a.tif`, '-o', 'remote.tif', ...box);
      await succeed(folder, 'mosaic', 'a.tif', '-o', 'local.tif', ...box);
      expect(readFileSync(path('remote.tif'))).toEqual(readFileSync(path('local.tif')));
      expect(ranges.reduce((sum, [from, end]) => sum + end - from, 0)).toBeLessThan(0.6 * file.length);

      const { code, stderr } = await cuesta(folder, 'mosaic', `${url}/gone.tif`, '-o', 'gone-mosaic.tif');
      expect(code).toBe(4);
      expect(stderr).toMatch(/gone\.tif.*404/);
    } finally {
      server.close();
    }
  });
});
