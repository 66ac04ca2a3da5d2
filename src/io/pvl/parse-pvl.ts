import { damagedFile } from '../format-error.js';
import type { PvlGroup, PvlValue } from './pvl-label.js';

/** Groups inside groups, and sequences inside sequences; real labels have four. */
const MAX_DEPTH = 32;
/** Keywords of one label; real ones have a few thousand. */
const MAX_STATEMENTS = 200_000;

const BEGIN = /^(BEGIN_)?(OBJECT|GROUP)$/;
const END_OF_GROUP = /^END_(OBJECT|GROUP)$/;

interface MutableGroup {
  readonly name: string;
  readonly values: Map<string, PvlValue>;
  readonly groups: MutableGroup[];
}

/**
 * Parses a label in the Parameter Value Language (CCSDS 641.0-B-2), in the dialects of ISIS3 and of PDS3 (ODL, PDS Standards Reference
 * 3.8, chapter 12): everything up to the statement END. `name` is the file, for messages. Throws `format`.
 */
export function parsePvl(text: string, name: string): PvlGroup {
  const root: MutableGroup = { name: '', values: new Map(), groups: [] };
  const open: MutableGroup[] = [root];
  const scanner: Scanner = { text, at: 0, name };
  for (let count = 0; ; count++) {
    const keyword = nextKeyword(scanner).toUpperCase();
    if (keyword === '' || keyword === 'END') break;
    if (count > MAX_STATEMENTS) throw damagedFile(name, 'has an endless label');
    const hasValue = skipEquals(scanner);
    if (END_OF_GROUP.test(keyword)) {
      if (hasValue) readValue(scanner, 0);
      if (open.length === 1) throw damagedFile(name, `has a label with ${keyword} outside of any group`);
      open.pop();
      continue;
    }
    if (!hasValue)
      throw damagedFile(name, `has a label with the keyword ${keyword.slice(0, 40)} without a value`);
    const value = readValue(scanner, 0);
    const group = open.at(-1)!;
    if (!BEGIN.test(keyword)) {
      group.values.set(keyword, value);
      continue;
    }
    if (open.length > MAX_DEPTH) throw damagedFile(name, 'has a label with groups in groups without end');
    const child: MutableGroup = { name: value.text.toUpperCase(), values: new Map(), groups: [] };
    group.groups.push(child);
    open.push(child);
  }
  return root;
}

interface Scanner {
  readonly text: string;
  readonly name: string;
  at: number;
}

const BLANK = /[\s\0;]/;

/** Skips white space and comments; `#` starts one only where a statement does. */
function skipBlank(s: Scanner, hashes: boolean): void {
  for (;;) {
    while (s.at < s.text.length && BLANK.test(s.text[s.at])) s.at++;
    if (s.text.startsWith('/*', s.at)) skipPast(s, '*/');
    else if (hashes && s.text[s.at] === '#') skipPast(s, '\n');
    else return;
  }
}

function skipPast(s: Scanner, end: string): void {
  const found = s.text.indexOf(end, s.at);
  s.at = found < 0 ? s.text.length : found + end.length;
}

/** Empty at the end of the text. */
function nextKeyword(s: Scanner): string {
  skipBlank(s, true);
  const start = s.at;
  while (s.at < s.text.length && !BLANK.test(s.text[s.at]) && s.text[s.at] !== '=') s.at++;
  if (s.at === start && s.at < s.text.length)
    throw damagedFile(s.name, 'has a label with a value without a keyword');
  return s.text.slice(start, s.at);
}

function skipEquals(s: Scanner): boolean {
  const start = s.at;
  skipBlank(s, false);
  if (s.text[s.at] === '=') {
    s.at++;
    return true;
  }
  s.at = start;
  return false;
}

function readValue(s: Scanner, depth: number): PvlValue {
  skipBlank(s, false);
  const first = s.text[s.at];
  const value = first === '(' || first === '{' ? readSequence(s, depth) : readScalar(s, depth > 0);
  return { ...value, unit: readUnit(s) };
}

function readSequence(s: Scanner, depth: number): Omit<PvlValue, 'unit'> {
  if (depth > MAX_DEPTH) throw damagedFile(s.name, 'has a label with lists in lists without end');
  const close = s.text[s.at] === '(' ? ')' : '}';
  const items: PvlValue[] = [];
  s.at++;
  for (;;) {
    skipBlank(s, false);
    if (s.at >= s.text.length) throw damagedFile(s.name, 'has a label that ends inside a list');
    if (s.text[s.at] === close) {
      s.at++;
      return { text: items.map(({ text }) => text).join(','), items };
    }
    if (s.text[s.at] === ',') s.at++;
    else {
      const start = s.at;
      items.push(readValue(s, depth + 1));
      if (s.at === start) throw damagedFile(s.name, 'has a label with a list that cannot be read');
    }
  }
}

function readScalar(s: Scanner, inList: boolean): Omit<PvlValue, 'unit'> {
  const quote = s.text[s.at];
  if (quote === '"' || quote === "'") {
    const end = s.text.indexOf(quote, s.at + 1);
    if (end < 0) throw damagedFile(s.name, 'has a label that ends inside a text');
    const text = s.text
      .slice(s.at + 1, end)
      .replace(/\s+/g, ' ')
      .trim();
    s.at = end + 1;
    return { text, items: null };
  }
  // ISIS breaks long words with a hyphen at the end of the line.
  const pattern = inList
    ? /(?:[^\s,(){}<;\0]|-\r?\n\s+)*/y
    : /(?:[^\n<;\0/-]|-(?!\r?\n)|-\r?\n\s+|\/(?!\*))*/y;
  pattern.lastIndex = s.at;
  const [raw] = pattern.exec(s.text)!;
  s.at += raw.length;
  return { text: raw.replace(/-\r?\n\s+/g, '').trim(), items: null };
}

/** `<meters/pixel>` after a value, in lower case; null when there is none. */
function readUnit(s: Scanner): string | null {
  const start = s.at;
  skipBlank(s, false);
  const end = s.text[s.at] === '<' ? s.text.indexOf('>', s.at) : -1;
  if (end < 0) {
    s.at = start;
    return null;
  }
  const unit = s.text
    .slice(s.at + 1, end)
    .trim()
    .toLowerCase();
  s.at = end + 1;
  return unit;
}
