import { parseXml, XmlElement } from '@rgrove/parse-xml';
import { CuestaError } from '../core/errors.js';

/** An element of an XML file, which errors name by file and path. */
export interface XmlNode {
  readonly file: string;
  readonly path: string;
  readonly element: XmlElement;
}

/** Throws `format`, naming the file, when the text is not well-formed XML. */
export function readXml(text: string, file: string): XmlNode {
  try {
    const { root } = parseXml(text);
    if (root === null) throw new Error('no root element');
    return { file, path: root.name, element: root };
  } catch (cause) {
    throw broken(file, `is not well-formed XML (${(cause as Error).message.split('\n')[0]})`, cause);
  }
}

/** The one element at a path such as `imageAnnotation/imageInformation`. Throws `format`. */
export function childAt(node: XmlNode, path: string): XmlNode {
  let found = node;
  for (const name of path.split('/')) {
    const [first] = childrenOf(found, name);
    if (first === undefined) throw broken(node.file, `has no ${node.path}/${path}`);
    found = first;
  }
  return found;
}

/** The elements of a name directly inside. */
export function childrenOf({ file, path, element }: XmlNode, name: string): XmlNode[] {
  return element.children
    .filter((child): child is XmlElement => child instanceof XmlElement && child.name === name)
    .map((child) => ({ file, path: `${path}/${name}`, element: child }));
}

export function textAt(node: XmlNode, path: string): string {
  return childAt(node, path).element.text.trim();
}

/** Throws `format` for anything but one finite number. */
export function numberAt(node: XmlNode, path: string): number {
  return finite(textAt(node, path), node, path);
}

/** The number that an element holds itself. Throws `format` for anything else. */
export function numberOf(node: XmlNode): number {
  return finite(node.element.text.trim(), node, '.');
}

/** Numbers separated by white space. Throws `format` for none, or for other text. */
export function numbersAt(node: XmlNode, path: string): number[] {
  return textAt(node, path)
    .split(/\s+/)
    .map((word) => finite(word, node, path));
}

function finite(word: string, { file, path }: XmlNode, at: string): number {
  const value = Number(word);
  if (word === '' || !Number.isFinite(value)) {
    throw broken(file, `has "${word}" at ${path}/${at} where a number is expected`);
  }
  return value;
}

function broken(file: string, what: string, cause?: unknown): CuestaError {
  return new CuestaError('format', `${file} ${what}.`, {
    subject: file,
    cause,
    hint: 'Name the annotation of a Level-1 product; copy or download it again if it is damaged.',
  });
}
