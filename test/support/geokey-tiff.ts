import { readFileSync } from 'node:fs';
import { GEO_KEY, type GeoKeys } from '../../src/geo/geokeys.js';

/** GeoKeys of a TIFF, independent of the project's reader. Null without any. */
export function rawGeoKeys(path: string): GeoKeys | null {
  const b = readFileSync(path);
  const little = b.toString('latin1', 0, 2) === 'II';
  const view = new DataView(b.buffer, b.byteOffset, b.byteLength);
  const u16 = (o: number) => view.getUint16(o, little);
  const big = u16(2) === 43;
  const size = (o: number) => (big ? Number(view.getBigUint64(o, little)) : view.getUint32(o, little));
  const ifd = size(big ? 8 : 4);
  const entries = big ? size(ifd) : u16(ifd);
  const tags = new Map<number, readonly number[] | string>();
  for (let i = 0; i < entries; i++) {
    const at = ifd + (big ? 8 : 2) + i * (big ? 20 : 12);
    const [tag, count] = [u16(at), size(at + 4)];
    if (tag < 34735 || tag > 34737) continue;
    const width = tag === 34735 ? 2 : tag === 34736 ? 8 : 1;
    const field = at + (big ? 12 : 8);
    const data = width * count > (big ? 8 : 4) ? size(field) : field;
    const value = (j: number) => (width === 2 ? u16(data + 2 * j) : view.getFloat64(data + 8 * j, little));
    tags.set(
      tag,
      width === 1
        ? b.toString('latin1', data, data + count)
        : Array.from({ length: count }, (_, j) => value(j)),
    );
  }
  const directory = tags.get(34735) as readonly number[] | undefined;
  if (directory === undefined) return null;
  const keys = new Map<number, number | string>();
  for (let k = 4; k < directory.length; k += 4) {
    const [key, tag, count, offset] = directory.slice(k, k + 4) as [number, number, number, number];
    if (tag === 0) keys.set(key, offset);
    else if (tag === 34736) keys.set(key, (tags.get(tag) as readonly number[])[offset]);
    else keys.set(key, (tags.get(tag) as string).slice(offset, offset + count).replace(/[|\0]+$/, ''));
  }
  return keys;
}

/** A one-pixel TIFF with the keys, by hand. */
export function geoKeyTiff(keys: GeoKeys): Uint8Array {
  const directory: number[] = [1, 1, 1, keys.size + 1];
  const doubles: number[] = [];
  let text = '';
  const all = new Map(keys).set(1025, 1);
  for (const [key, v] of [...all].sort(([a], [b]) => a - b)) {
    if (typeof v === 'string') {
      directory.push(key, 34737, v.length + 1, text.length);
      text += `${v}|`;
    } else if (Number.isInteger(v) && (v as number) < 65536 && (v as number) >= 0 && isShort(key)) {
      directory.push(key, 0, 1, v as number);
    } else {
      directory.push(key, 34736, 1, doubles.length);
      doubles.push(v as number);
    }
  }
  text += '\0';
  doubles.push(0);
  const fields: [tag: number, type: number, values: readonly number[] | string][] = [
    [256, 3, [1]],
    [257, 3, [1]],
    [258, 3, [8]],
    [259, 3, [1]],
    [262, 3, [1]],
    [273, 4, [8]],
    [277, 3, [1]],
    [278, 3, [1]],
    [279, 4, [1]],
    [33550, 12, [1, 1, 0]],
    [33922, 12, [0, 0, 0, 0, 0, 0]],
    [34735, 3, directory],
    [34736, 12, doubles],
    [34737, 2, text],
  ];
  const bytes = new Uint8Array(16384);
  const view = new DataView(bytes.buffer);
  const put = {
    2: (o: number, v: number) => view.setUint8(o, v),
    3: (o: number, v: number) => view.setUint16(o, v, true),
    4: (o: number, v: number) => view.setUint32(o, v, true),
    12: (o: number, v: number) => view.setFloat64(o, v, true),
  } as const;
  const width = { 2: 1, 3: 2, 4: 4, 12: 8 } as const;
  bytes.set([0x49, 0x49, 42, 0, 16, 0, 0, 0]);
  view.setUint16(16, fields.length, true);
  let free = 1024;
  fields.forEach(([tag, type, values], i) => {
    const list = typeof values === 'string' ? [...values].map((c) => c.charCodeAt(0)) : values;
    const t = type as 2 | 3 | 4 | 12;
    const at = 18 + 12 * i;
    view.setUint16(at, tag, true);
    view.setUint16(at + 2, type, true);
    view.setUint32(at + 4, list.length, true);
    let o = at + 8;
    if (width[t] * list.length > 4) {
      view.setUint32(o, free, true);
      o = free;
      free += width[t] * list.length + 8;
      free -= free % 8;
    }
    list.forEach((v, j) => {
      put[t](o + j * width[t], v);
    });
  });
  return bytes;
}

const DOUBLE_KEYS = new Set<number>([
  GEO_KEY.angularUnitSize,
  GEO_KEY.semiMajor,
  GEO_KEY.semiMinor,
  GEO_KEY.inverseFlattening,
  GEO_KEY.primeMeridianLon,
  GEO_KEY.projLinearUnitSize,
]);
const isShort = (key: number) =>
  !DOUBLE_KEYS.has(key) && !(key >= GEO_KEY.stdParallel1 && key < GEO_KEY.vertical);
