/** TIFF field types with their sizes in bytes. */
const FIELD_BYTES = { ascii: 1, short: 2, long: 4, double: 8, long8: 8 } as const;
const FIELD_CODE = { ascii: 2, short: 3, long: 4, double: 12, long8: 16 } as const;

type FieldType = keyof typeof FIELD_BYTES;

/** One entry of an image file directory. ASCII values are bytes, with their final NUL. */
export interface TiffField {
  readonly tag: number;
  readonly type: FieldType;
  readonly values: ArrayLike<number>;
}

/** Classic TIFF has 4-byte offsets, BigTIFF 8-byte ones. */
export interface TiffFlavour {
  readonly big: boolean;
}

export function asciiField(tag: number, text: string): TiffField {
  return { tag, type: 'ascii', values: new TextEncoder().encode(`${text}\0`) };
}

/** Bytes of a directory together with the values that do not fit into its entries, a multiple of 8. */
export function directoryBytes(fields: readonly TiffField[], { big }: TiffFlavour): number {
  const entries = big ? 8 + fields.length * 20 + 8 : 2 + fields.length * 12 + 4;
  const outside = fields.map((field) => outsideBytes(field, big));
  return outside.reduce((sum, bytes) => sum + bytes, padTo8(entries));
}

/**
 * Writes a directory at offset `at` of the file that `view` begins: entries sorted by tag, then the values that do not fit.
 * `nextAt` is the offset of the next directory, 0 for none.
 */
export function writeDirectory(
  view: DataView,
  fields: readonly TiffField[],
  flavour: TiffFlavour,
  at: number,
  nextAt: number,
): void {
  const { big } = flavour;
  const sorted = [...fields].sort((a, b) => a.tag - b.tag);
  let entry = at + (big ? 8 : 2);
  if (big) view.setBigUint64(at, BigInt(sorted.length), true);
  else view.setUint16(at, sorted.length, true);
  let outside = at + padTo8(big ? 8 + sorted.length * 20 + 8 : 2 + sorted.length * 12 + 4);
  for (const field of sorted) {
    view.setUint16(entry, field.tag, true);
    view.setUint16(entry + 2, FIELD_CODE[field.type], true);
    writeOffset(view, entry + 4, field.values.length, flavour);
    const valueAt = entry + (big ? 12 : 8);
    const bytes = outsideBytes(field, big);
    if (bytes > 0) writeOffset(view, valueAt, outside, flavour);
    writeValues(view, bytes > 0 ? outside : valueAt, field);
    outside += bytes;
    entry += big ? 20 : 12;
  }
  writeOffset(view, entry, nextAt, flavour);
}

/** Writes an offset or count in the width of the flavour. */
export function writeOffset(view: DataView, at: number, value: number, { big }: TiffFlavour): void {
  if (big) view.setBigUint64(at, BigInt(value), true);
  else view.setUint32(at, value, true);
}

function outsideBytes(field: TiffField, big: boolean): number {
  const bytes = field.values.length * FIELD_BYTES[field.type];
  return bytes > (big ? 8 : 4) ? padTo8(bytes) : 0;
}

function writeValues(view: DataView, at: number, { type, values }: TiffField): void {
  for (let i = 0; i < values.length; i++) {
    const position = at + i * FIELD_BYTES[type];
    const value = values[i];
    if (type === 'ascii') view.setUint8(position, value);
    else if (type === 'short') view.setUint16(position, value, true);
    else if (type === 'long') view.setUint32(position, value, true);
    else if (type === 'double') view.setFloat64(position, value, true);
    else view.setBigUint64(position, BigInt(value), true);
  }
}

function padTo8(n: number): number {
  return Math.ceil(n / 8) * 8;
}
