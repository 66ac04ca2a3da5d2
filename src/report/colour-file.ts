import { CuestaError } from '../core/errors.js';
import {
  type ColourSelection,
  type ColourStop,
  type ColourTable,
  type Rgba,
  TRANSPARENT,
} from './colour-table.js';

/** A line of a colour file: a height, a part of a range (0 to 1), or what missing samples get. */
export interface ColourEntry {
  readonly kind: 'height' | 'part' | 'missing';
  /** 0 for `missing`. */
  readonly value: number;
  readonly colour: Rgba;
}

/** The names that r.colors of GRASS and gdaldem know. */
const NAMES: Readonly<Record<string, readonly [number, number, number]>> = {
  white: [255, 255, 255],
  black: [0, 0, 0],
  red: [255, 0, 0],
  green: [0, 255, 0],
  blue: [0, 0, 255],
  yellow: [255, 255, 0],
  magenta: [255, 0, 255],
  cyan: [0, 255, 255],
  aqua: [0, 191, 191],
  grey: [191, 191, 191],
  gray: [191, 191, 191],
  orange: [255, 127, 0],
  brown: [191, 127, 63],
  purple: [127, 0, 255],
  violet: [127, 0, 255],
  indigo: [0, 127, 255],
};

/**
 * Lines of a colour file as `gdaldem color-relief` and `colormap` of Ames Stereo Pipeline read it: a height, a percentage of the range
 * (`50%`) or `nv` (missing samples), then red, green, blue and perhaps alpha from 0 to 255, or a name and perhaps alpha; separated by
 * blanks, commas, colons or tabs; `#` begins a comment. Where gdaldem passes over lines that it cannot read, this throws `format`,
 * naming file and line.
 */
export function parseColourFile(text: string, path: string): ColourEntry[] {
  const entries = text.split(/\r\n|\n|\r/).flatMap((line, i): ColourEntry[] => {
    const fields = line
      .replace(/#.*/, '')
      .split(/[\s,:]+/)
      .filter((field) => field !== '');
    if (fields.length === 0) return [];
    const [key, ...rest] = fields as [string, ...string[]];
    const [position, colour] = [positionOf(key), colourOf(rest)];
    if (position === null || colour === null) throw unreadable(path, i + 1, line);
    return [{ ...position, colour }];
  });
  if (entries.some(({ kind }) => kind !== 'missing')) return entries;
  throw new CuestaError('format', `The colour file ${path} names no colour of a height.`, {
    subject: path,
    hint: FORM,
  });
}

const FORM = 'Every line has a height (or a percentage, or nv) and a colour: 1200 191 127 63, or 50% brown.';

function unreadable(path: string, line: number, text: string): CuestaError {
  return new CuestaError(
    'format',
    `Line ${line} of the colour file ${path} is not understood: ${text.trim()}`,
    {
      subject: path,
      hint: FORM,
    },
  );
}

function positionOf(field: string): Pick<ColourEntry, 'kind' | 'value'> | null {
  if (/^nv$/i.test(field)) return { kind: 'missing', value: 0 };
  const isPart = field.endsWith('%');
  const number = isPart ? field.slice(0, -1) : field;
  const value = number === '' ? Number.NaN : Number(number);
  if (!Number.isFinite(value)) return null;
  return isPart ? { kind: 'part', value: value / 100 } : { kind: 'height', value };
}

function colourOf(fields: readonly string[]): Rgba | null {
  const name = NAMES[(fields[0] ?? '').toLowerCase()];
  const numbers = [...(name ?? []), ...fields.slice(name === undefined ? 0 : 1).map(sampleOf)];
  if (numbers.length < 3 || numbers.length > 4 || numbers.some(Number.isNaN)) return null;
  return [numbers[0]!, numbers[1]!, numbers[2]!, numbers[3] ?? 255];
}

function sampleOf(field: string): number {
  return /^\d+$/.test(field) && Number(field) <= 255 ? Number(field) : Number.NaN;
}

/** Whether the colours depend on the range of the heights. */
export function dependsOnRange(entries: readonly ColourEntry[]): boolean {
  return entries.some(({ kind }) => kind === 'part');
}

/** The table that the entries of a file make for a range of heights. Equal heights keep their order in the file. */
export function fileTable(
  entries: readonly ColourEntry[],
  { min, max }: { readonly min: number; readonly max: number },
  selection: ColourSelection,
): ColourTable {
  const stops = entries
    .filter(({ kind }) => kind !== 'missing')
    .map(({ kind, value, colour }): ColourStop => {
      return { value: kind === 'part' ? min + value * (max - min) : value, colour };
    })
    .sort((a, b) => a.value - b.value);
  const missing = entries.findLast(({ kind }) => kind === 'missing')?.colour ?? TRANSPARENT;
  return { stops, missing, selection };
}

/** Heights of a file that are parts of the range in truth, as the normalised ones of Ames Stereo Pipeline. */
export function asParts(entries: readonly ColourEntry[]): ColourEntry[] {
  return entries.map((entry) => (entry.kind === 'height' ? { ...entry, kind: 'part' } : entry));
}
