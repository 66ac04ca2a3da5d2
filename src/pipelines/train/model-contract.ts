import { UNIT_PIXELS } from '../../networks/chen2022/samples/chen-sample.js';
import { type Guidance, LAND_USE_CLASSES } from '../../networks/jspsr/config.js';
import { GUIDANCE_NORMALISATIONS } from '../../networks/jspsr/samples/jspsr-sample.js';
import { GREY_LEVELS } from '../../networks/madnet/samples/madnet-sample.js';
import type { Manifest } from '../../nn/infer/manifest/manifest.js';
import type { DataConfig } from './data.js';

/** What a network that was trained with a kind of data takes and gives, in words that stand in the manifest of its model. */
export type ModelContract = Pick<Manifest, 'summary' | 'inputs' | 'output' | 'pixelSize'>;

export function modelContract(data: DataConfig): ModelContract {
  switch (data.type) {
    case 'simulated-terrain':
      return {
        summary:
          'Heights from one shaded image, trained with simulated cratered terrain under a sun at ' +
          `azimuth ${data.sunAzimuth} and altitude ${data.sunAltitude} degrees.`,
        inputs: [
          {
            name: 'image',
            channels: [
              {
                name: 'shade',
                unit: 'DN 0 to 255',
                normalisation: { type: 'affine', scale: 1 / 127, offset: -128 / 127 },
                fill: 0,
              },
            ],
            scale: 1,
            required: true,
          },
        ],
        output: {
          name: 'height',
          unit: 'pixels above the mean of the tile',
          scale: { type: 'affine', scale: data.size / 50, offset: 0 },
        },
        pixelSize: null,
      };
    case 'simulated-earth':
    case 'dfc30': {
      const guidance = data.type === 'dfc30' && data.blind ? [] : data.guidance;
      return {
        summary:
          `Bare earth at ${data.pixel} m from a global surface model and ${guidance.join(' and ') || 'nothing else'}, ` +
          `trained with ${
            data.type === 'dfc30'
              ? `samples of ${data.training.length} ${data.training.length === 1 ? 'area' : 'areas'}`
              : 'simulated ground of central Europe and what stands on it'
          }.`,
        inputs: [input('dem', 'height', 'm', data.heights), ...guidance.map(guidanceInput)],
        output: {
          name: 'height',
          unit: 'm',
          scale: { type: 'as-input', input: 'dem', channel: 0 },
        },
        pixelSize: { min: 0.9 * data.pixel, max: 1.1 * data.pixel },
      };
    }
    case 'simulated-mars':
      return {
        summary:
          `${data.heights === 'relative' ? 'Relative heights' : 'Heights'} at half the resolution of one image of Mars (Tao et al. 2021), ` +
          `trained with simulated ground under Suns of any azimuth${data.real === null ? '' : ' and with real ground'}` +
          `${data.sun === 'any' ? '' : ', tiles mirrored so that they stand at the upper left'}.`,
        inputs: [
          {
            ...input('image', 'grey', 'DN 0 to 255', { type: 'affine', scale: 1 / GREY_LEVELS, offset: 0 }),
            scale: 2,
          },
        ],
        output:
          data.heights === 'relative'
            ? { name: 'height', unit: '1, from about 0 to 1 in a tile', scale: { type: 'none' } }
            : {
                ...{ name: 'height', unit: `${IN_PIXELS}, above a plane of the tile` },
                scale: {
                  type: 'pixels',
                  ...(data.sunElevation === null ? {} : { sunElevation: data.sunElevation }),
                },
              },
        pixelSize: null,
      };
    case 'simulated-moon':
    case 'rasters':
      return {
        summary: summaryOf(data),
        inputs: [
          input('image', 'grey', 'DN', { type: 'min-max' }),
          data.target === 'pixel'
            ? input('coarse', 'height', IN_PIXELS, { type: 'from-mean', scale: UNIT_PIXELS })
            : input('coarse', 'height', 'm', { type: 'standard-from-zero' }),
        ],
        output: {
          name: 'height',
          unit: `${data.target === 'pixel' ? IN_PIXELS : 'm'}, up to a constant of the tile`,
          scale: { type: 'as-input', input: 'coarse', channel: 0 },
        },
        pixelSize: null,
      };
  }
}

const CHANNELS: Readonly<Record<Guidance, { readonly names: readonly string[]; readonly unit: string }>> = {
  image: { names: ['red', 'green', 'blue'], unit: 'DN 0 to 255' },
  mask: { names: LAND_USE_CLASSES, unit: '1 where the land is used so, else 0' },
  canopy: { names: ['canopy'], unit: 'm' },
};

/** Guidance whose normalisation is the same everywhere. */
function guidanceInput(guidance: Guidance): Manifest['inputs'][number] {
  const { names, unit } = CHANNELS[guidance];
  const rules = GUIDANCE_NORMALISATIONS[guidance];
  return {
    name: guidance,
    channels: names.map((name, i) => ({ name, unit, normalisation: rules[i]!, fill: 0 })),
    ...{ scale: 1, required: true },
  };
}

/** Unit of heights that are scaled by the pixels. */
const IN_PIXELS = 'pixels (metres over the ground size of a pixel)';

function summaryOf(data: Extract<DataConfig, { type: 'simulated-moon' | 'rasters' }>): string {
  const sites = data.type === 'rasters' ? data.sites.length : 0;
  const trained =
    data.type === 'rasters'
      ? `images and elevation models of ${sites} ${sites === 1 ? 'site' : 'sites'}`
      : `simulated scenes under Suns of 6 to 60 degrees of elevation, ${data.sun === 'any' ? 'of any azimuth' : 'tiles mirrored so that they stand at the upper left'}`;
  const what = data.type === 'rasters' ? 'Heights' : 'Heights of the Moon';
  return `${what} from one image and a coarse elevation model (Chen et al. 2022), trained with ${trained}.`;
}

/** An input of one channel, normalised by each tile's own samples. */
function input(
  name: string,
  channel: string,
  unit: string,
  normalisation: Manifest['inputs'][number]['channels'][number]['normalisation'],
): Manifest['inputs'][number] {
  return {
    name,
    channels: [{ name: channel, unit, normalisation, fill: 0 }],
    scale: 1,
    required: true,
  };
}
