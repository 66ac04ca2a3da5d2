import type { Window } from '../../core/window.js';
import { flipped } from '../../networks/chen2022/samples/chen-sample.js';
import type { Mirror } from '../../networks/chen2022/sun-mirror.js';
import type { EncodedTile, TileCodec } from '../../nn/infer/tiles/tile-codec.js';
import type { ModelSession } from '../../nn/runtime/model-session.js';

/** A network with what it needs to make heights of a tile. */
export interface TileNetwork {
  readonly session: ModelSession;
  readonly codec: TileCodec;
  /** Names of the image and of the reference, as the codec calls them, and of the output. */
  readonly image: string;
  readonly coarse: string;
  readonly output: string;
  /** Pixels of the image along the side of one of the output. */
  readonly ratio: number;
  /** Brings heights of a window to the reference, in place; false where only their mean could be. */
  readonly align: (
    heights: Float32Array,
    reference: Float32Array,
    window: Window,
    signal: AbortSignal,
  ) => Promise<boolean>;
  /** How the network is to see tiles. */
  readonly mirror: Mirror;
  /** Predict the mirrored tiles, too. */
  readonly withSigma: boolean;
}

export interface TileHeights {
  /** Metres, NaN where image or reference have no sample. */
  readonly heights: Float32Array;
  /** Standard deviation among the four mirrored predictions, each aligned; null when not asked for. */
  readonly sigma: Float32Array | null;
  /** Whether the alignment that was asked for was found. */
  readonly isAligned: boolean;
  /** Whether the image has one grey value: nothing but the reference speaks. */
  readonly isFlat: boolean;
}

/** Share of a tile's pixels that may be missing in the image or the reference. */
const MOST_MISSING = 0.15;

const MIRRORS: readonly Mirror[] = [
  { upDown: false, leftRight: false },
  { upDown: true, leftRight: false },
  { upDown: false, leftRight: true },
  { upDown: true, leftRight: true },
];

/**
 * Heights of one tile (pixels of the output: `window`) from its image, which may have more pixels, and its reference, NaN where one of them
 * is missing; null when more than {@link MOST_MISSING} of its `inside` pixels (those of the output) is missing. The heights are those of the
 * tile as it is, whether or not its mirror images are predicted.
 */
export async function predictTile(
  network: TileNetwork,
  window: Window,
  image: Float32Array,
  reference: Float32Array,
  inside: number,
  signal: AbortSignal,
): Promise<TileHeights | null> {
  const { isMissing, count } = missingIn(image, reference, window.width, network.ratio);
  if (count < (1 - MOST_MISSING) * inside || count === 0) return null;
  const { width, height } = window;
  const [wide, high] = [network.ratio * width, network.ratio * height];
  const encoded = network.codec.encode(
    [
      { name: network.image, channels: 1, width: wide, height: high, data: image },
      { name: network.coarse, channels: 1, width, height, data: reference },
    ],
    window,
  );
  const predictions: Float32Array[] = [];
  let isAligned = true;
  for (const mirror of network.withSigma ? MIRRORS : [network.mirror]) {
    const heights = encoded.decode(await predict(network, encoded, width, mirror));
    for (let i = 0; i < heights.length; i++) if (isMissing[i] === 1) heights[i] = Number.NaN;
    const found = await network.align(heights, reference, window, signal);
    isAligned &&= found;
    predictions.push(heights);
  }
  const sigma = network.withSigma ? spread(predictions) : null;
  return { heights: predictions[0]!, sigma, isAligned, isFlat: isFlat(image) };
}

/** Pixels of the output that the reference or any pixel of the image below them lacks, and the number of the others. */
function missingIn(
  image: Float32Array,
  reference: Float32Array,
  width: number,
  ratio: number,
): { isMissing: Uint8Array; count: number } {
  const isMissing = Uint8Array.from(reference, (z) => (Number.isNaN(z) ? 1 : 0));
  const wide = ratio * width;
  for (let i = 0, row = 0; i < image.length; row++) {
    const line = Math.floor(row / ratio) * width;
    for (let col = 0; col < wide; col++, i++) {
      if (Number.isNaN(image[i]!)) isMissing[line + Math.floor(col / ratio)] = 1;
    }
  }
  return { isMissing, count: isMissing.reduce((n, missing) => n - missing, isMissing.length) };
}

function isFlat(grey: Float32Array): boolean {
  const first = grey.find((g) => !Number.isNaN(g));
  return grey.every((g) => g === first || Number.isNaN(g));
}

async function predict(
  { session, output }: TileNetwork,
  { tensors }: EncodedTile,
  width: number,
  { upDown, leftRight }: Mirror,
): Promise<Float32Array> {
  const seen = (plane: Float32Array, across: number): Float32Array =>
    upDown || leftRight ? flipped(plane, across, upDown, leftRight) : plane;
  const feeds = Object.entries(tensors).map(([name, { shape, data }]) => {
    return [name, { shape: [1, ...shape], data: seen(data, shape.at(-1)!) }] as const;
  });
  return seen((await session.run(Object.fromEntries(feeds)))[output]!.data, width);
}

/** Standard deviation (divisor n - 1) at every pixel. */
function spread(predictions: readonly Float32Array[]): Float32Array {
  return predictions[0]!.map((_, i) => {
    const mean = predictions.reduce((sum, p) => sum + p[i]!, 0) / predictions.length;
    const squares = predictions.reduce((sum, p) => sum + (p[i]! - mean) ** 2, 0);
    return Math.sqrt(squares / (predictions.length - 1));
  });
}
