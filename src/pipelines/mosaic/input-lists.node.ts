import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ioError } from '../../core/atomic-file.node.js';
import { CuestaError } from '../../core/errors.js';
import { type InputFile, inspectInputs, requireHeights } from '../../product/inputs.node.js';
import type { MosaicConfig } from './config.js';

/** `@FILE` stands for the names in that file. */
export async function expandLists(inputs: readonly string[]): Promise<string[]> {
  const lists = inputs.map((input) => (input.startsWith('@') ? readList(input.slice(1)) : [input]));
  return (await Promise.all(lists)).flat();
}

/** Weights and standard errors of the inputs, in their order. */
export interface Companions {
  readonly weights: readonly InputFile[] | null;
  readonly sigmas: readonly InputFile[] | null;
}

/** Reads the headers of what `--weight-list` and `--sigma-list` name. Throws `config` where it is not one raster per input. */
export async function inspectCompanions(
  { weightList, sigmaList }: MosaicConfig,
  inputs: readonly InputFile[],
  signal: AbortSignal,
): Promise<Companions> {
  const read = async (list: string | undefined, option: string): Promise<InputFile[] | null> => {
    if (list === undefined) return null;
    const paths = await readList(list);
    if (paths.length !== inputs.length) {
      const message = `${option} ${list} names ${paths.length} rasters for ${inputs.length} inputs.`;
      throw new CuestaError('config', message, {
        subject: option,
        hint: 'Name one raster per input, one per line, in the order of the inputs.',
      });
    }
    const found = await inspectInputs(paths, signal);
    for (const [i, companion] of found.entries()) requireCompanion(companion, inputs[i], option);
    return found;
  };
  return {
    weights: await read(weightList, '--weight-list'),
    sigmas: await read(sigmaList, '--sigma-list'),
  };
}

function requireCompanion(companion: InputFile, input: InputFile, option: string): void {
  requireHeights(companion);
  const [own, of] = [companion.grid.crs.body.name, input.grid.crs.body.name];
  if (own === of) return;
  throw new CuestaError('geometry', `${companion.path} is on ${own}, ${input.path} on ${of}.`, {
    subject: companion.path,
    hint: `Check the order of the rasters that ${option} names.`,
  });
}

/** Names, one per line, relative to the list's folder. */
async function readList(path: string): Promise<string[]> {
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw ioError(cause, path, 'read the list');
  });
  const names = text.split(/\r?\n/).filter((line) => line.trim() !== '');
  return names.map((name) => (/^(\/|https?:)/.test(name) ? name : join(dirname(path), name)));
}
