import { damagedFile, unsupportedFile } from '../format-error.js';
import { findGroup, numberOf, type PvlGroup, type PvlValue, textOf } from '../pvl/pvl-label.js';

/** Where the samples are. */
export interface ImagePlace {
  readonly image: PvlGroup;
  /** The file that a detached label names; null when the label is attached. */
  readonly file: string | null;
  /** First byte of the samples. */
  readonly offset: number;
}

/**
 * Finds the object IMAGE of a label and the pointer ^IMAGE (PDS Standards Reference 3.8, chapter 14): a record or byte of this file,
 * counted from 1, or a file, or both. Throws `format` or `unsupported`.
 */
export function imagePlace(label: PvlGroup, name: string): ImagePlace {
  if (findGroup(label, 'COMPRESSED_FILE') !== null) {
    const file = textOf(findGroup(label, 'COMPRESSED_FILE'), 'FILE_NAME') ?? 'another file';
    throw unsupportedFile(name, `compressed samples (open ${file} itself)`);
  }
  const image = findGroup(label, 'IMAGE');
  if (image === null) {
    const cube = findGroup(label, 'SPECTRAL_QUBE') ?? findGroup(label, 'QUBE');
    if (cube !== null) throw unsupportedFile(name, `an object ${cube.name}`);
    throw damagedFile(name, 'has a label without an image');
  }
  const pointers = [label, ...label.groups].flatMap((group) => group.values.get('^IMAGE') ?? []);
  if (pointers.length === 0) throw damagedFile(name, 'has a label that does not say where the image is');
  const recordBytes = numberOf(image, 'RECORD_BYTES') ?? numberOf(label, 'RECORD_BYTES') ?? 1;
  const places = pointers.map((pointer) => placeOf(pointer, recordBytes, name));
  // An attached label may still name the detached file of its original.
  const found = places.find(({ file }) => file === null) ?? places[0];
  return { image, ...found };
}

function placeOf(
  pointer: PvlValue,
  recordBytes: number,
  name: string,
): { file: string | null; offset: number } {
  const [first = pointer, second] = pointer.items ?? [pointer];
  const inside = isPosition(first) ? first : second;
  const file = isPosition(first) ? null : first.text;
  if (inside === undefined) return { file, offset: 0 };
  // The unit of `(FILE, 5 <BYTES>)` belongs to the number.
  const unit = inside.unit ?? pointer.unit;
  const offset = (Number(inside.text) - 1) * (unit === 'bytes' || unit === 'byte' ? 1 : recordBytes);
  if (!Number.isSafeInteger(offset) || offset < 0)
    throw damagedFile(name, `points to byte ${offset} for its image`);
  return { file, offset };
}

function isPosition({ text }: PvlValue): boolean {
  return /^\d+$/.test(text);
}
