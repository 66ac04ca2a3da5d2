import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { cuesta } from '../cuesta.mjs';

/**
 * A scene of Mars in a folder named after its options, made when it is not there yet, and all parameters as drawn.
 *
 * @param {{ work: string, threads: number }} settings
 * @param {Record<string, string | number | readonly string[] | true>} options of `cuesta simulate mars`, in camel case
 */
export function marsScene({ work, threads }, options) {
  const flags = Object.entries(options).flatMap(([key, value]) => {
    const flag = `--${key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
    return value === true ? [flag] : [value].flat().flatMap((one) => [flag, String(one)]);
  });
  const folder = join(work, `mars${flags.join('').replaceAll('--', '_')}`);
  if (!existsSync(join(folder, 'scene.json'))) {
    cuesta('simulate', 'mars', '-o', folder, ...flags, '--threads', threads, '--overwrite');
  }
  const { options: drawn } = JSON.parse(readFileSync(join(folder, 'scene.json'), 'utf8'));
  const suns = drawn.images.map(({ sun }) => sun);
  return { folder, suns, drawn, file: (name) => join(folder, `${name}.tif`) };
}

/** What stands on the ground of a scene, in words. */
export function landformsOf({ terrain }) {
  const names = ['plateaus', 'channels', 'landslides', 'yardangs', 'dunes', 'ripples'];
  return names.filter((name) => terrain[name] !== null);
}
