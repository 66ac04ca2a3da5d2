import { damagedFile } from '../format-error.js';
import type { ByteSource } from '../source/byte-source.js';
import { parsePvl } from './parse-pvl.js';
import type { PvlGroup } from './pvl-label.js';

/** Labels are read in growing pieces, up to this. */
const FIRST_PIECE = 64 * 1024;
const MAX_LABEL = 4 * 2 ** 20;

/** A label and the position of its END; 0 for a detached one that lacks it. */
export interface FoundLabel {
  readonly label: PvlGroup;
  readonly end: number;
}

/** The label at the start of a file. Throws `format` when it does not end within 4 MiB. */
export async function readLabel(source: ByteSource, signal?: AbortSignal): Promise<FoundLabel> {
  for (let length = FIRST_PIECE; ; length *= 4) {
    const bytes = await source.read(0, length, signal);
    const text = new TextDecoder('latin1').decode(bytes);
    const end = /^[ \t]*END[ \t]*(?:\r?\n|\0|$)/im.exec(text);
    if (end !== null) return { label: parsePvl(text.slice(0, end.index), source.name), end: end.index };
    if (bytes.length < length) {
      // Detached labels may lack the END, cubes may not.
      return { label: parsePvl(text.split('\0', 1)[0], source.name), end: 0 };
    }
    if (length >= MAX_LABEL) throw damagedFile(source.name, 'has a label that does not end');
  }
}

/** Throws `format` for samples that would start inside the label. */
export function requireAfterLabel(offset: number, end: number, name: string): void {
  if (offset >= end) return;
  throw damagedFile(name, `points to byte ${offset + 1} for its image, which is inside its label`);
}
