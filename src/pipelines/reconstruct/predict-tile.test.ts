import { expect, test } from 'vitest';
import type { TileCodec } from '../../nn/infer/tiles/tile-codec.js';
import type { ModelSession } from '../../nn/runtime/model-session.js';
import { predictTile, type TileNetwork } from './predict-tile.js';

const window = { col: 0, row: 0, width: 3, height: 2 };
const image = Float32Array.of(1, 2, 3, 4, 5, 6);

/** A network that gives its image back, and remembers what it saw. */
function mirrorOf(mirror: TileNetwork['mirror'], withSigma = false) {
  const seen: number[][] = [];
  const session = {
    run: async ({ image }: Record<string, { data: Float32Array }>) => {
      seen.push([...image!.data]);
      return { heights: { shape: [1, 1, 2, 3], data: image!.data } };
    },
  } as unknown as ModelSession;
  const codec: TileCodec = {
    encode: ([grey, coarse]) => ({
      tensors: {
        image: { shape: [1, 2, 3], data: grey!.data },
        coarse: { shape: [1, 2, 3], data: coarse!.data },
      },
      decode: (output) => output,
    }),
  };
  const names = { image: 'image', coarse: 'coarse', output: 'heights', ratio: 1 };
  const network: TileNetwork = { session, codec, ...names, align: async () => true, mirror, withSigma };
  const predict = () => predictTile(network, window, image, image, 6, new AbortController().signal);
  return { seen, predict };
}

test.each([
  [{ upDown: false, leftRight: false }, [1, 2, 3, 4, 5, 6]],
  [{ upDown: false, leftRight: true }, [3, 2, 1, 6, 5, 4]],
  [{ upDown: true, leftRight: false }, [4, 5, 6, 1, 2, 3]],
  [{ upDown: true, leftRight: true }, [6, 5, 4, 3, 2, 1]],
])(
  'mirrored by %o the network sees the tile so, and its heights come back as the tile lies',
  async (mirror, sees) => {
    const { seen, predict } = mirrorOf(mirror);
    const { heights } = (await predict())!;
    expect(seen).toEqual([sees]);
    expect([...heights]).toEqual([...image]);
  },
);

test('the standard deviation is that of all four mirrored predictions', async () => {
  const { seen, predict } = mirrorOf({ upDown: false, leftRight: false }, true);
  const { heights, sigma } = (await predict())!;
  expect(seen).toHaveLength(4);
  expect([...heights]).toEqual([...image]);
  expect([...sigma!]).toEqual([0, 0, 0, 0, 0, 0]);
});
