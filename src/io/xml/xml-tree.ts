import { parseXml, XmlElement } from '@rgrove/parse-xml';
import { damagedFile } from '../format-error.js';
import { type ByteSource, readExactly } from '../source/byte-source.js';

/** Mosaics of ten thousand files have a few MiB. */
const MAX_XML = 32 * 2 ** 20;
const PIECE = 2 ** 20;

/** Reads a whole XML file. Throws `format` when it is not well formed or larger than 32 MiB. */
export async function readXmlFile(source: ByteSource, signal?: AbortSignal): Promise<XmlElement> {
  const size = await source.size(signal);
  if (size !== null && size > MAX_XML)
    throw damagedFile(source.name, `has ${size} bytes, too many for a label`);
  const bytes = size === null ? await readToEnd(source, signal) : await readExactly(source, 0, size, signal);
  try {
    const { root } = parseXml(new TextDecoder().decode(bytes));
    if (root !== null) return root;
  } catch (cause) {
    throw damagedFile(
      source.name,
      `is not well-formed XML: ${(cause as Error).message.split('\n')[0]}`,
      cause,
    );
  }
  throw damagedFile(source.name, 'is an XML file without an element');
}

async function readToEnd(source: ByteSource, signal: AbortSignal | undefined): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  for (let offset = 0; ; offset += PIECE) {
    const piece = await source.read(offset, PIECE, signal);
    pieces.push(piece);
    if (offset > MAX_XML) throw damagedFile(source.name, 'is too long for a label');
    if (piece.length < PIECE) break;
  }
  return new Uint8Array(await new Blob(pieces as Uint8Array<ArrayBuffer>[]).arrayBuffer());
}

/** Name without its namespace prefix. */
export function localName(element: XmlElement): string {
  return element.name.slice(element.name.indexOf(':') + 1);
}

/** The elements directly inside, of one of the names if some are given. */
export function childElements(element: XmlElement, ...names: readonly string[]): XmlElement[] {
  return element.children.filter(
    (child): child is XmlElement =>
      child instanceof XmlElement && (names.length === 0 || names.includes(localName(child))),
  );
}

/** The first element at a path of local names; null when there is none. */
export function elementAt(root: XmlElement, path: string): XmlElement | null {
  let found: XmlElement | undefined = root;
  for (const name of path.split('/')) found = found && childElements(found, name)[0];
  return found ?? null;
}

/** The first element of a name anywhere inside, outer ones first; null when there is none. */
export function findElement(root: XmlElement, ...names: readonly string[]): XmlElement | null {
  const level = [root];
  for (const element of level) {
    if (names.includes(localName(element))) return element;
    for (const child of childElements(element)) level.push(child);
  }
  return null;
}

/** Text of the element at a path; null when there is none. */
export function xmlText(root: XmlElement | null, path: string): string | null {
  const element = root === null ? null : elementAt(root, path);
  return element === null ? null : element.text.trim();
}

/** Number in the element at a path; null when there is none. */
export function xmlNumber(root: XmlElement | null, path: string): number | null {
  const text = xmlText(root, path);
  return text === null ? null : finiteNumber(text);
}

export function finiteNumber(text: string): number | null {
  const value = Number(text);
  return text.trim() !== '' && Number.isFinite(value) ? value : null;
}
