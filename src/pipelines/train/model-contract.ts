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
  }
}
