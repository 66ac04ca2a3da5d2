import { CuestaError } from '../../core/errors.js';
import { columnsFromFormat, columnsFromHeader, type PointColumns } from './columns.js';
import { type Delimiter, delimiterOf, splitLine } from './split-line.js';

/** Control points in the order of their file; the arrays have one length. */
export interface PointChunk {
  readonly columns: PointColumns;
  /** Longitude in degrees, or the first map coordinate. */
  readonly x: Float64Array;
  readonly y: Float64Array;
  /** Metres. */
  readonly h: Float64Array;
  /** One standard deviation in metres; NaN when unknown. */
  readonly sigma: Float64Array;
}

export interface PointParserOptions {
  /** As messages name the file. */
  readonly name: string;
  /** ASP's description of the columns; without it the first line names them. */
  readonly format?: string;
}

/** Takes lines, gives back points. */
export interface PointParser {
  /** Throws `format`, naming file and line. */
  add(line: string): void;
  /** Points since the last call. */
  readonly count: number;
  /** Points whose height is empty or NaN, which are left out. */
  readonly withoutHeight: number;
  /** Hands over the points; null before the columns are known. */
  take(): PointChunk | null;
}

/** Parses control points line by line; `capacity` bounds what is kept between two calls of `take`. */
export function createPointParser({ name, format }: PointParserOptions, capacity: number): PointParser {
  let columns: PointColumns | null = format === undefined ? null : columnsFromFormat(format);
  let delimiter: Delimiter | undefined;
  let lineNumber = 0;
  let count = 0;
  let withoutHeight = 0;
  const values = Array.from({ length: 4 }, () => new Float64Array(capacity));
  const [xs, ys, hs, sigmas] = values as [Float64Array, Float64Array, Float64Array, Float64Array];

  const start = (line: string): boolean => {
    delimiter = delimiterOf(line);
    const fields = splitLine(line, delimiter);
    if (columns === null) {
      if (fields.every(isNumber)) throw noHeader(name, lineNumber);
      columns = columnsFromHeader(fields, name);
      return false;
    }
    // With a format, a first line without numbers where they should be is a header.
    return isNumber(fields[columns.x] ?? '') || isNumber(fields[columns.y] ?? '');
  };

  return {
    get count() {
      return count;
    },
    get withoutHeight() {
      return withoutHeight;
    },
    add(line) {
      lineNumber++;
      const first = line.charCodeAt(0);
      if (Number.isNaN(first) || first === HASH || line.trim() === '') return;
      if (delimiter === undefined && !start(line)) return;
      const { kind, x, y, h, sigma } = columns!;
      const last = Math.max(x, y, h);
      const fields = splitLine(line, delimiter!, Math.max(last, sigma ?? 0) + 1);
      const place = { name, line: lineNumber, fields };
      if (fields.length <= last) throw tooShort(place, last);
      const lon = numberAt(place, x);
      const lat = numberAt(place, y);
      if (kind === 'lonlat') checkPosition(place, lon, lat);
      if (isMissing(fields[h])) {
        withoutHeight++;
        return;
      }
      xs[count] = lon;
      ys[count] = lat;
      hs[count] = numberAt(place, h);
      const hasSigma = sigma !== null && sigma < fields.length && !isMissing(fields[sigma]);
      sigmas[count] = hasSigma ? numberAt(place, sigma) : Number.NaN;
      count++;
    },
    take() {
      if (columns === null) return null;
      const [x, y, h, sigma] = values.map((array) => array.slice(0, count)) as [
        Float64Array,
        Float64Array,
        Float64Array,
        Float64Array,
      ];
      count = 0;
      return { columns, x, y, h, sigma };
    },
  };
}

const HASH = 0x23;

interface Place {
  readonly name: string;
  readonly line: number;
  readonly fields: readonly string[];
}

function isNumber(text: string): boolean {
  return text.trim() !== '' && !Number.isNaN(Number(text));
}

function isMissing(text: string): boolean {
  const trimmed = text.trim();
  return trimmed === '' || /^[-+]?nan$/i.test(trimmed);
}

function numberAt({ name, line, fields }: Place, column: number): number {
  const text = fields[column];
  const value = Number(text);
  if (Number.isFinite(value) && text.trim() !== '') return value;
  throw new CuestaError(
    'format',
    `${name}, line ${line}: "${text.trim()}" in column ${column + 1} is no number.`,
    {
      subject: name,
      hint: 'Correct the line, or start it with # to leave it out.',
    },
  );
}

function checkPosition({ name, line }: Place, lonDeg: number, latDeg: number): void {
  if (Math.abs(latDeg) <= 90 && lonDeg >= -360 && lonDeg <= 720) return;
  throw new CuestaError(
    'format',
    `${name}, line ${line}: longitude ${lonDeg}, latitude ${latDeg} is no position.`,
    {
      subject: name,
      hint: 'Check that the columns are not swapped. Map coordinates are called x and y, and need --csv-crs.',
    },
  );
}

function tooShort({ name, line, fields }: Place, last: number): CuestaError {
  return new CuestaError(
    'format',
    `${name}, line ${line} has ${fields.length} columns; ${last + 1} are needed.`,
    {
      subject: name,
      hint: 'Correct the line, or start it with # to leave it out.',
    },
  );
}

function noHeader(name: string, line: number): CuestaError {
  return new CuestaError('format', `${name}, line ${line}: the columns have no names.`, {
    subject: name,
    hint: "Add a header line such as lon,lat,height, or use --csv-format '1:lon 2:lat 3:height_above_datum'.",
  });
}
