/**
 * Damages the headers of raster files, reads the result, and counts what happens: used by the benchmark `fuzz-headers` and, smaller, by
 * src/io/fuzz-headers.test.ts.
 */
// Not process.memoryUsage(), which asks the operating system and takes as long as reading a damaged file.
import { getHeapStatistics } from 'node:v8';

/** Bytes from the start of a file that are damaged. */
const HEADER = 8192;
/** Samples read of what still opens. */
const WINDOW = 64;

const WORDS = [
  0, 1, 2, 0x7f, 0x80, 0xff, 0x7fff, 0x8000, 0xffff, 0x10000, 0x7fffffff, 0x80000000, 0xffffffff,
];
const NUMBERS = [
  '0',
  '-1',
  '1',
  '3',
  '65535',
  '2147483648',
  '4294967297',
  '99999999999999',
  '1e308',
  '-1e-300',
  'nan',
  'inf',
  '',
  '0x10',
  '1.5',
  '(',
];

/** A small, fast generator (mulberry32): the same numbers for the same seed everywhere. */
export function generator(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** A damaged copy of a file. */
export function mutate(bytes, random) {
  let out = bytes.slice();
  const changes = 1 + Math.floor(random() * 4);
  for (let i = 0; i < changes; i++) out = mutateOnce(out, random);
  return out;
}

function mutateOnce(bytes, random) {
  const length = Math.max(1, Math.min(bytes.length, HEADER));
  const at = Math.floor(random() * length);
  const choice = Math.floor(random() * 8);
  if (choice <= 1) bytes[at] = Math.floor(random() * 256);
  else if (choice === 2) bytes[at] ^= 1 << Math.floor(random() * 8);
  else if (choice <= 4) writeWord(bytes, at, random);
  else if (choice === 5) return replaceNumber(bytes, at, random);
  else if (choice === 6) return bytes.slice(0, random() < 0.5 ? at : Math.floor(random() * bytes.length));
  else return copyRange(bytes, at, random);
  return bytes;
}

function writeWord(bytes, at, random) {
  const size = [1, 2, 4, 8][Math.floor(random() * 4)];
  const value = BigInt(WORDS[Math.floor(random() * WORDS.length)]);
  const little = random() < 0.5;
  for (let i = 0; i < size && at + i < bytes.length; i++) {
    bytes[at + i] = Number((value >> BigInt(8 * (little ? i : size - 1 - i))) & 255n);
  }
}

/** Puts another number in the place of the next one in a text. */
function replaceNumber(bytes, at, random) {
  const text = new TextDecoder('latin1').decode(bytes.subarray(at, at + 512));
  const found = /-?\d+(\.\d+)?/.exec(text);
  if (found === null) return bytes;
  const number = new TextEncoder().encode(NUMBERS[Math.floor(random() * NUMBERS.length)]);
  return join(
    bytes.subarray(0, at + found.index),
    number,
    bytes.subarray(at + found.index + found[0].length),
  );
}

/** Deletes a range, or inserts one from elsewhere. */
function copyRange(bytes, at, random) {
  const size = Math.floor(random() * 40);
  if (random() < 0.5) return join(bytes.subarray(0, at), bytes.subarray(at + size));
  const from = Math.floor(random() * bytes.length);
  return join(bytes.subarray(0, at), bytes.subarray(from, from + size), bytes.subarray(at));
}

function join(...parts) {
  const out = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

/**
 * Reads `count` damaged versions of each file. `openRaster` and `CuestaError` are the library's; a file has a name, its bytes and what lies
 * beside it. Returns per file how many opened, were refused and crashed, the crashes themselves, and the longest time and largest
 * growth of memory in typed arrays of one read.
 */
export async function fuzz({ files, count, seed, openRaster, CuestaError }) {
  const rows = [];
  for (const file of files) {
    const random = generator(seed);
    const row = {
      label: file.name,
      read: 0,
      refused: 0,
      crashed: 0,
      longestMs: 0,
      largestMiB: 0,
      crashes: [],
    };
    for (let i = 0; i < count; i++) {
      const bytes = mutate(file.bytes, random);
      const memory = getHeapStatistics().external_memory;
      const start = performance.now();
      try {
        await readSome(bytes, file, openRaster);
        row.read++;
      } catch (error) {
        if (error instanceof CuestaError && error.message.length > 0 && error.hint !== null) row.refused++;
        else {
          row.crashed++;
          row.crashes.push({ number: i, error });
        }
      }
      row.longestMs = Math.max(row.longestMs, performance.now() - start);
      row.largestMiB = Math.max(row.largestMiB, (getHeapStatistics().external_memory - memory) / 2 ** 20);
    }
    rows.push(row);
  }
  return rows;
}

async function readSome(bytes, file, openRaster) {
  const raster = await openRaster(bytes, { name: file.name, beside: file.beside });
  try {
    const { width, height, georef } = raster.info;
    const window = { col: 0, row: 0, width: Math.min(width, WINDOW), height: Math.min(height, WINDOW) };
    await raster.readBand(window);
    if (georef !== null) await raster.readRaster({ ...window, col: -1 });
  } finally {
    await raster.close();
  }
}
