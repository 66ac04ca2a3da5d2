import { CuestaError } from '../core/errors.js';

/** `KEYWORD[value, ...]`; bare words (axis directions) are strings like quoted ones. */
export interface WktNode {
  readonly keyword: string;
  readonly values: readonly (string | number | WktNode)[];
}

/** Deep enough for any CRS, shallow enough for any stack. */
const DEEPEST = 64;

const TOKEN = /\s*(?:"((?:[^"]|"")*)"|([[(])|([\])])|(,)|([^\s"[\](),]+))/y;

/** Parses well-known text, versions 1 and 2, either kind of bracket. Several roots may follow each other (ESRI's VERTCS). */
export function parseWktTree(text: string): readonly WktNode[] {
  const tokens = tokenise(text);
  let at = 0;

  const parseNode = (keyword: string, depth: number): WktNode => {
    if (depth > DEEPEST) throw broken(text, 'is nested too deeply');
    const values: (string | number | WktNode)[] = [];
    for (;;) {
      const token = tokens[at++];
      if (token === undefined) throw broken(text, 'ends inside a bracket');
      if (token.kind === 'close') return { keyword, values };
      if (token.kind === 'comma') continue;
      if (token.kind === 'open') throw broken(text, 'has a bracket without a keyword');
      if (token.kind === 'word' && tokens[at]?.kind === 'open') {
        at++;
        values.push(parseNode(token.text.toUpperCase(), depth + 1));
      } else {
        values.push(token.kind === 'word' ? numberOrWord(token.text) : token.text);
      }
    }
  };

  const roots: WktNode[] = [];
  while (at < tokens.length) {
    const token = tokens[at++];
    if (token.kind === 'comma') continue;
    if (token.kind !== 'word' || tokens[at]?.kind !== 'open')
      throw broken(text, 'does not start with a keyword');
    at++;
    roots.push(parseNode(token.text.toUpperCase(), 0));
  }
  return roots;
}

interface Token {
  readonly kind: 'quoted' | 'open' | 'close' | 'comma' | 'word';
  readonly text: string;
}

function tokenise(text: string): readonly Token[] {
  const tokens: Token[] = [];
  TOKEN.lastIndex = 0;
  const end = text.trimEnd().length;
  while (TOKEN.lastIndex < end) {
    const m = TOKEN.exec(text);
    if (m === null) throw broken(text, 'has an unbalanced quote');
    if (m[1] !== undefined) tokens.push({ kind: 'quoted', text: m[1].replaceAll('""', '"') });
    else if (m[2] !== undefined) tokens.push({ kind: 'open', text: m[2] });
    else if (m[3] !== undefined) tokens.push({ kind: 'close', text: m[3] });
    else if (m[4] !== undefined) tokens.push({ kind: 'comma', text: ',' });
    else tokens.push({ kind: 'word', text: m[5] });
  }
  return tokens;
}

function numberOrWord(text: string): string | number {
  const value = Number(text);
  return Number.isNaN(value) ? text : value;
}

function broken(text: string, what: string): CuestaError {
  return new CuestaError('geometry', `The WKT "${text.trim().slice(0, 60)}..." ${what}.`, {
    hint: 'Check that the text is complete; `gdalsrsinfo -o wkt2` prints valid WKT.',
  });
}

/** First child with one of the keywords. */
export function child(node: WktNode, ...keywords: readonly string[]): WktNode | null {
  return children(node, ...keywords)[0] ?? null;
}

export function children(node: WktNode, ...keywords: readonly string[]): readonly WktNode[] {
  return node.values.filter((v): v is WktNode => typeof v === 'object' && keywords.includes(v.keyword));
}

/** The text at a position, or an empty string. */
export function textAt(node: WktNode | null, index: number): string {
  const v = node?.values[index];
  return typeof v === 'string' ? v : typeof v === 'number' ? String(v) : '';
}

/** The number at a position, or NaN. */
export function numberAt(node: WktNode | null, index: number): number {
  const v = node?.values[index];
  return typeof v === 'number' ? v : Number.NaN;
}
