/** One directory entry: TIFF tag, field type and values (text for ASCII). */
export type TinyTag = readonly [tag: number, type: 1 | 2 | 3 | 4 | 12, value: readonly number[] | string];

const BYTES = { 1: 1, 2: 1, 3: 2, 4: 4, 12: 8 } as const;

/**
 * Writes a classic little-endian TIFF by hand: header, `data` at offset 8, then one directory per entry of
 * `directories`. Values are taken as they are, so tests can lie about everything.
 */
export function tinyTiff(
  data: Uint8Array,
  ...directories: readonly (readonly TinyTag[])[]
): Uint8Array<ArrayBuffer> {
  const parts: Uint8Array[] = [];
  const at = (): number => parts.reduce((sum, part) => sum + part.length, 0);
  const put = (part: Uint8Array): number => {
    const offset = at();
    parts.push(part, new Uint8Array(part.length % 2));
    return offset;
  };
  const header = new Uint8Array([0x49, 0x49, 42, 0, 0, 0, 0, 0]);
  put(header);
  put(data);
  let link: { view: DataView; at: number } = { view: new DataView(header.buffer), at: 4 };
  for (const tags of directories) {
    const entries = new DataView(new ArrayBuffer(2 + tags.length * 12 + 4));
    entries.setUint16(0, tags.length, true);
    tags.forEach((tag, i) => {
      const [id, type] = tag;
      const value = encode(tag);
      const entry = 2 + i * 12;
      entries.setUint16(entry, id, true);
      entries.setUint16(entry + 2, type, true);
      entries.setUint32(entry + 4, value.length / BYTES[type], true);
      if (value.length > 4) entries.setUint32(entry + 8, put(value), true);
      else new Uint8Array(entries.buffer).set(value, entry + 8);
    });
    link.view.setUint32(link.at, put(new Uint8Array(entries.buffer)), true);
    link = { view: entries, at: 2 + tags.length * 12 };
  }
  const file = new Uint8Array(at());
  let offset = 0;
  for (const part of parts) {
    file.set(part, offset);
    offset += part.length;
  }
  return file;
}

function encode([, type, value]: TinyTag): Uint8Array {
  if (typeof value === 'string') return new TextEncoder().encode(`${value}\0`);
  const view = new DataView(new ArrayBuffer(value.length * BYTES[type]));
  value.forEach((v, i) => {
    if (type === 12) view.setFloat64(i * 8, v, true);
    else if (type === 4) view.setUint32(i * 4, v, true);
    else if (type === 3) view.setUint16(i * 2, v, true);
    else view.setUint8(i, v);
  });
  return new Uint8Array(view.buffer);
}

/** Tags of a one-band float32 image in one uncompressed strip at offset 8, in EPSG:32633 with 10 m pixels. */
export function plainTags(width: number, height: number): TinyTag[] {
  return [
    [256, 4, [width]],
    [257, 4, [height]],
    [258, 3, [32]],
    [259, 3, [1]],
    [262, 3, [1]],
    [273, 4, [8]],
    [277, 3, [1]],
    [278, 4, [height]],
    [279, 4, [width * height * 4]],
    [339, 3, [3]],
    [33550, 12, [10, 10, 0]],
    [33922, 12, [0, 0, 0, 500000, 4000000, 0]],
    [34735, 3, [1, 1, 0, 3, 1024, 0, 1, 1, 1025, 0, 1, 1, 3072, 0, 1, 32633]],
  ];
}

/** `tags` with some of them replaced or added, in ascending order as TIFF wants them. */
export function withTags(tags: readonly TinyTag[], ...changes: readonly TinyTag[]): TinyTag[] {
  const changed = new Set(changes.map(([id]) => id));
  return [...tags.filter(([id]) => !changed.has(id)), ...changes].sort((a, b) => a[0] - b[0]);
}
