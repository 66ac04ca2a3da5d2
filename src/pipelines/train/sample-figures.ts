import { toBase64 } from '../../report/base64.js';
import { BLUE_RED, type ColourMap, GREY, lookupTable, VIRIDIS } from '../../report/colour-maps.js';
import { type Figure, WIDE_FIGURE_WIDTH } from '../../report/figure.js';
import { element } from '../../report/markup.js';
import { encodePng } from '../../report/png.js';

/** Fields of a batch as single images [N, 1, H, W] of one size. */
export interface SampleImages {
  /** Of target and prediction. */
  readonly size: readonly [height: number, width: number];
  readonly inputSize: readonly [height: number, width: number];
  readonly input: Float32Array;
  readonly target: Float32Array;
  readonly prediction: Float32Array;
}

const SHOWN = 4;
const GAP = 14;
const LABEL = 22;

/** The first samples of a batch: input, target, prediction and difference, a row for each sample. */
export async function samplesFigure({
  size,
  inputSize,
  input,
  target,
  prediction,
}: SampleImages): Promise<Figure> {
  const [height, width] = size;
  const area = height * width;
  const count = Math.min(SHOWN, target.length / area);
  const cell = (WIDE_FIGURE_WIDTH - 3 * GAP) / 4;
  const cellHeight = (cell * height) / width;
  const parts = [];
  for (let k = 0; k < count; k++) {
    const piece = (values: Float32Array, samples = area): Float32Array =>
      values.subarray(k * samples, (k + 1) * samples);
    const [truth, guess, seen] = [
      piece(target),
      piece(prediction),
      piece(input, inputSize[0] * inputSize[1]),
    ];
    const [low, high] = range(truth);
    const difference = guess.map((v, i) => v - truth[i]!);
    const reach = (high - low) / 2 || 1;
    const columns = [
      picture(seen, inputSize, GREY, ...range(seen)),
      picture(truth, size, VIRIDIS, low, high),
      picture(guess, size, VIRIDIS, low, high),
      picture(difference, size, BLUE_RED, -reach, reach),
    ];
    for (const [column, href] of (await Promise.all(columns)).entries()) {
      const place = { x: column * (cell + GAP), y: LABEL + k * (cellHeight + GAP) };
      parts.push(
        element('image', {
          href,
          ...place,
          width: cell,
          height: cellHeight,
          style: 'image-rendering:pixelated',
        }),
      );
    }
  }
  const heads = ['Input', 'Truth', 'Prediction', 'Prediction − truth'].map((text, column) =>
    element('text', { class: 'label', x: column * (cell + GAP), y: 14 }, text),
  );
  const total = LABEL + count * (cellHeight + GAP);
  return {
    title: 'Validation samples',
    caption:
      'Truth and prediction share the range of the truth; differences are red where the prediction is too high, ' +
      'and saturate at half of that range.',
    svg: element(
      'svg',
      {
        xmlns: 'http://www.w3.org/2000/svg',
        viewBox: `0 0 ${WIDE_FIGURE_WIDTH} ${Math.ceil(total)}`,
        role: 'img',
        'aria-label': 'Validation samples',
      },
      ...heads,
      ...parts,
    ),
    wide: true,
  };
}

function range(values: Float32Array): [low: number, high: number] {
  return values.reduce(([a, b], v) => [Math.min(a, v), Math.max(b, v)], [
    Number.POSITIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
  ] as [number, number]);
}

/** PNG as data URL. */
async function picture(
  values: Float32Array,
  [height, width]: SampleImages['size'],
  map: ColourMap,
  low: number,
  high: number,
): Promise<string> {
  const rgb = lookupTable(map);
  const palette = Uint8Array.from({ length: 1024 }, (_, i) =>
    i % 4 === 3 ? 255 : rgb[3 * (i >> 2) + (i % 4)]!,
  );
  const step = high > low ? 255 / (high - low) : 0;
  const data = Uint8Array.from(values, (v) => Math.max(0, Math.min(255, Math.round((v - low) * step))));
  const png = await encodePng({ width, height, channels: 1, data, palette });
  return `data:image/png;base64,${toBase64(png)}`;
}
