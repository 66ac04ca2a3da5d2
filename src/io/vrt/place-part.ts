import type { RealSamples } from '../../core/band.js';
import type { RawType } from '../raw/raw-layout.js';
import type { VrtPart } from './vrt-description.js';

/** Where the rows of a part go in the samples of a window. */
export interface PartPlace {
  readonly width: number;
  readonly height: number;
  /** First sample, and the step to the next row. */
  readonly at: number;
  readonly rowStep: number;
}

const RANGES: Readonly<Partial<Record<RawType, readonly [min: number, max: number]>>> = {
  int8: [-128, 127],
  uint8: [0, 255],
  int16: [-32768, 32767],
  uint16: [0, 65535],
  int32: [-2147483648, 2147483647],
  uint32: [0, 4294967295],
};

/** Copies samples as GDAL does: scaled in float64, rounded and clamped to integers where the mosaic has those. */
export function placePart(
  samples: RealSamples,
  part: VrtPart,
  place: PartPlace,
  target: RealSamples,
  dtype: RawType,
): void {
  const { width, height, at, rowStep } = place;
  const { skip, ratio, offset } = part;
  const sameType = samples.constructor === target.constructor;
  if (sameType && skip === null && ratio === 1 && offset === 0) {
    for (let row = 0; row < height; row++) {
      target.set(samples.subarray(row * width, (row + 1) * width) as never, at + row * rowStep);
    }
    return;
  }
  const range = RANGES[dtype];
  const skipsNaN = Number.isNaN(skip);
  const big = target instanceof BigInt64Array || target instanceof BigUint64Array;
  for (let i = 0; i < width * height; i++) {
    const sample = Number(samples[i]);
    if (sample === skip || (skipsNaN && Number.isNaN(sample))) continue;
    const to = at + Math.floor(i / width) * rowStep + (i % width);
    if (big) {
      target[to] =
        typeof samples[i] === 'bigint' && ratio === 1 && offset === 0
          ? (samples[i] as bigint)
          : BigInt(Math.round(sample * ratio + offset));
    } else {
      const value = sample * ratio + offset;
      target[to] = range === undefined ? value : Math.min(range[1], Math.max(range[0], roundAway(value)));
    }
  }
}

/** Halves away from zero. */
function roundAway(value: number): number {
  return Math.sign(value) * Math.floor(Math.abs(value) + 0.5);
}
