import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const MAIN = join(import.meta.dirname, '../../dist/cli/main.js');

/** Runs a command of the built CLI and returns its JSON result. */
export function cuesta(...args) {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [MAIN, ...args.map(String), '--json', '--quiet'],
    {
      encoding: 'utf8',
      maxBuffer: 1 << 28,
    },
  );
  if (status !== 0) throw new Error(`cuesta ${args.join(' ')} failed (${status}):\n${stderr}`);
  return JSON.parse(stdout);
}

/**
 * A lunar scene in a folder named after its options, made when it is not there yet: its files, Suns, and all parameters as drawn.
 *
 * @param {{ work: string, threads: number }} settings
 * @param {Record<string, string | number | readonly string[] | true>} options of `cuesta simulate moon`, in camel case
 */
export function lunarScene({ work, threads }, options) {
  const flags = Object.entries(options).flatMap(([key, value]) => {
    const flag = `--${key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
    if (value === true) return [flag];
    return [value].flat().flatMap((one) => [flag, String(one)]);
  });
  const folder = join(work, `scene${flags.join('').replaceAll('--', '_')}`);
  if (!existsSync(join(folder, 'scene.json'))) {
    cuesta('simulate', 'moon', '-o', folder, ...flags, '--threads', threads, '--overwrite');
  }
  const { options: drawn } = JSON.parse(readFileSync(join(folder, 'scene.json'), 'utf8'));
  const suns = drawn.images.map(({ sun }) => sun);
  return { folder, suns, drawn, file: (name) => join(folder, `${name}.tif`) };
}
