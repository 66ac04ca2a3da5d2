import { hash32, type Rng } from '../../core/rng.js';
import { evenIn, type Range } from '../scene-draw.js';
import type { MarsTerrainOptions } from './mars-terrain.js';

/** How often landforms occur, and how large they are where they do. Shares of scenes; metres unless said otherwise. */
export interface MarsLandforms {
  readonly slope: Range;
  readonly hurst: Range;
  readonly texture: Range;
  readonly saturation: Range;
  readonly equilibrium: Range;
  readonly boulders: Range;
  readonly plateaus: Occurrence;
  readonly channels: Occurrence;
  readonly landslides: Occurrence;
  readonly yardangs: Occurrence;
  readonly dunes: Occurrence;
  readonly ripples: Occurrence;
}

export interface Occurrence {
  readonly share: number;
  /** Even in the logarithm, as far as a scene can show them: at least some pixels, at most a part of its width. */
  readonly size: Range;
}

/**
 * The documented default. Slopes after Kreslavsky and Head (2000, JGR 105, 26695) and Aharonson et al. (2001, JGR 106, 23723), carried on to
 * 20 m by self-affinity. Sizes: mesas from the Oxia knobs to the chaos regions, channels from gullies to small valley networks, slides up to
 * those of Valles Marineris, yardangs of the Medusae Fossae (Ward 1979), dunes (Hayward et al. 2007) and transverse aeolian ripples
 * (Balme et al. 2008).
 */
export const MARS_LANDFORMS: MarsLandforms = {
  ...{ slope: [1, 6], hurst: [0.6, 0.9], texture: [0.3, 1] },
  ...{ saturation: [0.03, 0.6], equilibrium: [20, 200], boulders: [0, 800] },
  plateaus: { share: 0.35, size: [150, 15_000] },
  channels: { share: 0.35, size: [15, 2500] },
  landslides: { share: 0.4, size: [100, 12_000] },
  yardangs: { share: 0.25, size: [15, 800] },
  dunes: { share: 0.3, size: [40, 700] },
  ripples: { share: 0.3, size: [4, 60] },
};

/** Sizes that a scene can show: pixels, and share of its width. */
const SHOWN = {
  plateaus: [120, 1.5],
  channels: [5, 0.12],
  landslides: [12, 0.15],
  yardangs: [7, 0.1],
  dunes: [7, 0.12],
  ripples: [4.5, 0.03],
} as const;

/** Boulders are at most 9 m wide: with larger pixels there are none to be seen. */
const BOULDER_PIXEL = 3;

type Drawn = Omit<MarsTerrainOptions, 'seed' | 'width' | 'height' | 'pixel'>;

/** Draws what stands on a scene. `wind`: radians, where it blows to. */
export function drawLandforms(
  rng: Rng,
  { width, height, pixel }: Pick<MarsTerrainOptions, 'width' | 'height' | 'pixel'>,
  wind: number,
  forms: MarsLandforms,
): Drawn {
  const even = (range: Range): number => evenIn(range, rng);
  const side = Math.min(width, height) * pixel;
  /** A size in metres, or null where the landform does not occur; draws the same count of numbers in both cases. */
  const sizeOf = (name: keyof typeof SHOWN): number | null => {
    const { share, size } = forms[name];
    const [low, high] = [Math.max(size[0], SHOWN[name][0] * pixel), Math.min(size[1], SHOWN[name][1] * side)];
    const [occurs, place] = [rng.next() < share, rng.next()];
    return occurs && low < high ? low * (high / low) ** place : null;
  };
  const seed = (): number => hash32(rng.int(2 ** 31));
  const ifAny = <T>(size: number | null, make: (size: number) => T): T | null =>
    size === null ? null : make(size);
  const sand = (steepness: Range, cover: Range) => (wavelength: number) => ({
    ...{ seed: seed(), wavelength, steepness: even(steepness) },
    ...{ wind: wind + 0.2 * rng.normal(), cover: even(cover) },
  });
  return {
    slope: even(forms.slope),
    hurst: even(forms.hurst),
    texture: even(forms.texture),
    craters: {
      saturation: forms.saturation[0] * (forms.saturation[1] / forms.saturation[0]) ** rng.next(),
      equilibrium: even(forms.equilibrium),
      ...{ smallestPx: 2, largest: 0.5 * side },
    },
    plateaus: ifAny(sizeOf('plateaus'), (wavelength) => {
      const step = wavelength * even([0.008, 0.03]);
      return {
        ...{ seed: seed(), wavelength, threshold: even([-0.6, 0.8]), retreat: even([0.1, 0.45]) },
        layers: Array.from({ length: 1 + rng.int(5) }, () => step * even([0.5, 1.5])),
      };
    }),
    channels: ifAny(sizeOf('channels'), (floor) => ({
      ...{ seed: seed(), wavelength: Math.max(0.9 * side, 12 * floor), width: floor },
      ...{ depth: floor * even([0.06, 0.3]), bank: even([8, 30]) },
    })),
    landslides: ifAny(sizeOf('landslides'), (largest) => ({
      ...{ seed: seed(), tries: 60 },
      size: [Math.max(0.3 * largest, SHOWN.landslides[0] * pixel), largest] as const,
    })),
    yardangs: ifAny(sizeOf('yardangs'), (spacing) => ({
      ...{ seed: seed(), spacing, elongation: even([4, 10]), height: spacing * even([0.03, 0.1]) },
      ...{ wind: wind + 0.2 * rng.normal(), threshold: even([-0.8, 0.8]) },
    })),
    dunes: ifAny(sizeOf('dunes'), sand([0.03, 0.065], [0.15, 0.8])),
    ripples: ifAny(sizeOf('ripples'), sand([0.04, 0.08], [0.05, 0.5])),
    boulders: pixel < BOULDER_PIXEL ? even(forms.boulders) : 0,
  };
}
