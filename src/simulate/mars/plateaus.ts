import type { HeightField } from '../lunar/stamp-crater.js';
import { gradientLengths } from './contour-distance.js';
import { smoothField } from './smooth-field.js';

/** Mesas of layered rock. Lengths in metres. */
export interface PlateauOptions {
  readonly seed: number;
  /** Distance of neighbouring mesas. */
  readonly wavelength: number;
  /** Ground is higher where noise with a spread of 1 is above this. */
  readonly threshold: number;
  /** Thickness of each layer, from the lowest: a step with a bench on top. */
  readonly layers: readonly number[];
  /** How far the edges of two neighbouring layers are apart in that noise. */
  readonly retreat: number;
}

/** The upper part of a step is a cliff, the lower one its talus, at these slopes (rise over run). */
const CLIFF_SHARE = 0.35;
const CLIFF = Math.tan((48 * Math.PI) / 180);
const TALUS = Math.tan((29 * Math.PI) / 180);

/**
 * Raises the ground in steps along the contours of a random field. Layers lie level, whatever the ground below, and none begins before the
 * scarp of the one under it has ended: cliffs do not add up.
 */
export function raisePlateaus(field: HeightField, options: PlateauOptions): void {
  const { width, height, pixel, heights } = field;
  const shape = smoothField({
    ...{ seed: options.seed, width, height, wavelength: options.wavelength / pixel },
    ...{ octaves: 4, hurst: 1.3 },
  });
  const lengths = gradientLengths(shape, width);
  const scarps = options.layers.map((step, k) => scarpOf(step, options.threshold + k * options.retreat));
  for (let i = 0; i < heights.length; i++) {
    const metres = pixel / lengths[i];
    let before = Number.POSITIVE_INFINITY;
    for (const scarp of scarps) {
      const d = Math.min((shape[i] - scarp.level) * metres, before);
      if (d <= 0) break;
      heights[i] += riseAt(scarp, d);
      before = d - scarp.whole;
    }
  }
}

interface Scarp {
  readonly level: number;
  readonly step: number;
  /** Horizontal lengths of the talus, and of talus and cliff. */
  readonly talus: number;
  readonly whole: number;
}

function scarpOf(step: number, level: number): Scarp {
  const talus = ((1 - CLIFF_SHARE) * step) / TALUS;
  return { level, step, talus, whole: talus + (CLIFF_SHARE * step) / CLIFF };
}

/** Height `d` metres behind the foot. */
function riseAt({ step, talus, whole }: Scarp, d: number): number {
  if (d >= whole) return step;
  return d < talus ? d * TALUS : (1 - CLIFF_SHARE) * step + (d - talus) * CLIFF;
}
