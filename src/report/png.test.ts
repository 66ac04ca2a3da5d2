import { beforeAll, describe, expect, it } from 'vitest';
import { available, python, run } from '../../test/support/requirements.js';
import { createRng } from '../core/rng.js';
import { toBase64 } from './base64.js';
import { encodePng, type Picture, streamPng } from './png.js';

/** Smooth and noisy parts, so that every row filter is chosen somewhere. */
function example(width: number, height: number, channels: 1 | 3 | 4): Picture {
  const rng = createRng(width + channels);
  const data = Uint8Array.from({ length: width * height * channels }, (_, i) => {
    const pixel = Math.floor(i / channels);
    const [col, row] = [pixel % width, Math.floor(pixel / width)];
    return row % 4 === 0 ? rng.int(256) : (col * 3 + row * 5 + (i % channels) * 40 + rng.int(3)) & 0xff;
  });
  return { width, height, channels, data };
}

describe('toBase64', () => {
  it('equals the platform encoder for any length', () => {
    for (const length of [0, 1, 2, 3, 0x6000 - 1, 0x6000, 0x6001, 100_000]) {
      const bytes = Uint8Array.from({ length }, (_, i) => (i * 31) & 0xff);
      expect(toBase64(bytes)).toBe(Buffer.from(bytes).toString('base64'));
    }
  });
});

const palette = Uint8Array.of(0, 0, 0, 0, 200, 10, 20, 255, 30, 220, 40, 128);
const indices = Uint8Array.of(0, 1, 2, 2, 1, 0);
const indexed: Picture = { width: 3, height: 2, channels: 1, data: indices, palette };
const colours = Uint8Array.from([...indices].flatMap((i) => [...palette.subarray(i * 4, i * 4 + 4)]));
const pixel: Picture = { width: 1, height: 1, channels: 3, data: Uint8Array.of(1, 2, 3) };

/** Name, picture, and the samples that a decoder has to see. */
const cases: readonly (readonly [string, Picture, Uint8Array])[] = [
  ['grey', example(61, 37, 1), example(61, 37, 1).data],
  ['RGB', example(61, 37, 3), example(61, 37, 3).data],
  ['RGBA', example(61, 37, 4), example(61, 37, 4).data],
  ['one pixel', pixel, pixel.data],
  ['indices with transparency', indexed, colours],
];

async function* stripsOf({ width, channels, data }: Picture, heights: readonly number[]) {
  let at = 0;
  for (const height of heights) {
    yield data.subarray(at, at + height * width * channels);
    at += height * width * channels;
  }
}

/** Decodes files from base64 and turns OpenCV's order of channels into ours. */
const DECODE = `
import sys, json, base64, cv2, numpy as np
def samples(text):
    a = cv2.imdecode(np.frombuffer(base64.b64decode(text), np.uint8), cv2.IMREAD_UNCHANGED)
    a = a if a.ndim == 2 else a[..., [2, 1, 0, 3][:a.shape[2]]]
    return base64.b64encode(a.tobytes()).decode()
print(json.dumps([samples(t) for t in json.load(sys.stdin)]))`;

describe.skipIf(!available('opencv'))('PNG read by OpenCV', () => {
  let decoded: readonly string[] = [];
  beforeAll(async () => {
    const files = await Promise.all(cases.map(async ([, picture]) => toBase64(await encodePng(picture))));
    decoded = JSON.parse(run(python, ['-c', DECODE], JSON.stringify(files)));
  }, 60_000);

  it('strips make the same picture as the whole, and more than one chunk', async () => {
    const picture = example(301, 200, 4);
    const chunks: Uint8Array[] = [];
    for await (const part of streamPng(picture, stripsOf(picture, [1, 120, 7, 72]))) chunks.push(part);
    expect(chunks.length).toBeGreaterThan(4);
    const file = toBase64(Uint8Array.from(Buffer.concat(chunks)));
    const [samples] = JSON.parse(run(python, ['-c', DECODE], JSON.stringify([file]))) as [string];
    expect(samples === toBase64(picture.data)).toBe(true);
  });

  it.each(cases.map(([name], i) => [name, i] as const))('%s comes back unchanged', (_, i) => {
    expect(Uint8Array.from(Buffer.from(decoded[i], 'base64'))).toEqual(cases[i][2]);
  });
});

it('a strip that cannot be read ends the file with its error', async () => {
  async function* strips() {
    yield new Uint8Array(40);
    throw new Error('unreadable');
  }
  const parts = streamPng({ width: 10, height: 2, channels: 4 }, strips());
  const readAll = async () => {
    for await (const part of parts) expect(part.length).toBeGreaterThan(0);
  };
  await expect(readAll()).rejects.toThrow('unreadable');
});
