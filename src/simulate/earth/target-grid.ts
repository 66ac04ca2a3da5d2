import type { Compute } from '../../core/kernel.js';
import { upsampleCoarse } from '../lunar/upsample-coarse.js';
import type { EarthScene } from './earth-scene.js';

/** A scene on the grid that its heights are wanted on, row-major. */
export interface EarthLayers {
  readonly width: number;
  readonly height: number;
  /** Metres. */
  readonly pixel: number;
  /** Bare earth and the global model, interpolated by cubic convolution, metres. */
  readonly truth: Float32Array;
  readonly dem: Float32Array;
  /** Red, green and blue, 0 … 255. */
  readonly image: readonly Float32Array[];
  /** Mean height of the trees, metres. */
  readonly canopy: Float32Array;
  /** The use of the central pixel; see {@link ./land-use.ts}. */
  readonly landUse: Uint8Array;
}

/**
 * Means over `factor` x `factor` pixels of a scene. `margin` pixels of the coarser grid are left out around it, where cubic convolution lacks
 * cells of the global model: two of its cells.
 */
export async function onTargetGrid(
  { field, image, dem }: EarthScene,
  factor: number,
  compute: Compute,
): Promise<EarthLayers> {
  const { width: fine, pixel } = field;
  const margin = Math.ceil((2 * dem.factor) / factor);
  const [width, height] = [field.width, field.height].map((n) => Math.floor(n / factor) - 2 * margin) as [
    number,
    number,
  ];
  const means = (samples: Float32Array): Float32Array => {
    const out = new Float32Array(width * height);
    for (let r = 0; r < height; r++) {
      for (let c = 0; c < width; c++) {
        let sum = 0;
        for (let y = 0; y < factor; y++) {
          const first = ((r + margin) * factor + y) * fine + (c + margin) * factor;
          for (let x = 0; x < factor; x++) sum += samples[first + x];
        }
        out[r * width + c] = sum / factor ** 2;
      }
    }
    return out;
  };
  const middle = factor >> 1;
  const central = (samples: Uint8Array): Uint8Array =>
    Uint8Array.from({ length: width * height }, (_, i) => {
      const [c, r] = [i % width, Math.floor(i / width)];
      return samples[((r + margin) * factor + middle) * fine + (c + margin) * factor + middle];
    });
  const window = { col: margin, row: margin, width, height };
  return {
    ...{ width, height, pixel: pixel * factor },
    truth: means(field.ground),
    dem: await upsampleCoarse({ ...dem, factor: dem.factor / factor }, window, compute),
    image: image.map(means),
    canopy: means(field.canopy),
    landUse: central(field.landUse),
  };
}
