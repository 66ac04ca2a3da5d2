import {
  applyNormalisation,
  type Mapping,
  type Normalisation,
  normalisationOf,
  undoNormalisation,
} from './normalise.js';
import type { TileCodec } from './tile-codec.js';

/** One channel of an input. */
export interface ChannelContract {
  readonly normalisation: Normalisation;
  /** What missing samples become, in the network's numbers. */
  readonly fill: number;
}

/**
 * What the network's numbers mean: `affine` is scale · y + offset, `as-input` undoes the normalisation of a channel of an input; `pixels`
 * stay as they are, heights over the ground size of a pixel of the output, which tiles alone do not know, under a Sun `sunElevation`
 * degrees high where that is given.
 */
export type OutputScale =
  | { readonly type: 'none' }
  | { readonly type: 'pixels'; readonly sunElevation?: number | undefined }
  | { readonly type: 'affine'; readonly scale: number; readonly offset: number }
  | { readonly type: 'as-input'; readonly input: string; readonly channel: number };

export interface CodecContract {
  readonly inputs: readonly { readonly name: string; readonly channels: readonly ChannelContract[] }[];
  readonly output: OutputScale;
}

/** The codec that a contract states in words; networks that need more write their own. */
export function contractCodec({ inputs, output }: CodecContract): TileCodec {
  return {
    encode(samples) {
      const scales = new Map<string, Mapping>();
      const tensors = Object.fromEntries(
        samples.map(({ name, width, height, data }) => {
          const { channels } = inputs.find((input) => input.name === name)!;
          const plane = width * height;
          const numbers = new Float32Array(data.length);
          channels.forEach(({ normalisation, fill }, c) => {
            const channel = data.subarray(c * plane, (c + 1) * plane);
            const mapping = normalisationOf(normalisation, channel);
            scales.set(`${name} ${c}`, mapping);
            numbers.set(applyNormalisation(channel, mapping, fill), c * plane);
          });
          return [name, { shape: [channels.length, height, width], data: numbers }];
        }),
      );
      const back =
        output.type === 'as-input'
          ? scales.get(`${output.input} ${output.channel}`)!
          : output.type === 'affine'
            ? output
            : { scale: 1, offset: 0 };
      return { tensors, decode: (prediction) => undoNormalisation(prediction, back) };
    },
  };
}
