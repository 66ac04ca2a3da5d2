import type { Sun } from '../../simulate/lunar/sun.js';
import type { DemoConfig } from './config.js';

/** Of the three images: from three sides, and higher or lower. */
export const MOON_SUNS: readonly Sun[] = [
  { azimuth: 315, elevation: 20 },
  { azimuth: 60, elevation: 30 },
  { azimuth: 200, elevation: 14 },
];

/** Ground in metres that the images show: 51 x 38 cells of the coarse model, so that they can be registered to it. */
const GROUND = { width: 3072, height: 2304 } as const;

/** Metres by which an image is at most off its place. */
const MISPLACED = 12;

/** Options of `cuesta simulate moon` for the scene with its images. */
export function moonOptions({ seed, size }: DemoConfig) {
  const pixel = size === 'small' ? 3 : 1.5;
  return {
    ...{ seed, pixel },
    ...{ width: GROUND.width / pixel, height: GROUND.height / pixel },
    sun: MOON_SUNS.map(({ azimuth, elevation }) => `${azimuth},${elevation}`),
    ground: 'mare',
    misregistration: MISPLACED / pixel,
  };
}
