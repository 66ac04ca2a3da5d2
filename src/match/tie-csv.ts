import { CuestaError } from '../core/errors.js';
import { TIE_NUMBERS, TIE_TEXTS, type TieRecord, tieRecord } from './tie-record.js';

const HEADER = [...TIE_TEXTS, ...TIE_NUMBERS];

/** Tie points as CSV (RFC 4180, `\n` line ends): a header, one line per tie point, unknown numbers empty. */
export function writeTieCsv(ties: readonly TieRecord[]): string {
  const lines = ties.map((tie) => [
    ...TIE_TEXTS.map((name) => quoted(tie[name])),
    ...TIE_NUMBERS.map((name) => (Number.isNaN(tie[name]) ? '' : String(tie[name]))),
  ]);
  return [HEADER, ...lines].map((line) => `${line.join(',')}\n`).join('');
}

/**
 * Reads what {@link writeTieCsv} writes; columns may stand in any order, others are ignored.
 *
 * @throws `format` naming the file and the line
 */
export function readTieCsv(text: string, file: string): TieRecord[] {
  const [header = [], ...rows] = parseCsv(text);
  return rows.map((row, i) => {
    const tie = tieRecord(Object.fromEntries(header.map((name, k) => [name.trim(), row[k]])));
    if (tie !== null) return tie;
    throw new CuestaError('format', `${file} has no complete tie point in record ${i + 1}.`, {
      subject: file,
      hint: `Needed columns: ${TIE_TEXTS.join(', ')}; and numbers: ${TIE_NUMBERS.join(', ')}.`,
    });
  });
}

function quoted(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Records and their fields; empty lines are left out. */
function parseCsv(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  // A field, quoted or not, and what ends it.
  for (const match of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/g)) {
    const [whole, inQuotes, plain, end] = match;
    if (whole === '' && row.length === 0) break;
    row.push(inQuotes === undefined ? plain! : inQuotes.replaceAll('""', '"'));
    if (end === ',') continue;
    if (row.length > 1 || row[0] !== '') rows.push(row);
    row = [];
  }
  return rows;
}
