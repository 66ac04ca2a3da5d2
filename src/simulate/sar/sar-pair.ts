import { toMap } from '../../core/geo-transform.js';
import type { Grid } from '../../core/georef.js';
import type { Raster } from '../../core/raster.js';
import { hash32 } from '../../core/rng.js';
import { aPrioriDem } from './a-priori-dem.js';
import { drawRain, rainFactor } from './rain.js';
import { drawSarGround } from './sar-ground.js';
import { type SarImage, type SarScene, type SarSensor, takeSarImage } from './sar-image.js';
import { passView, type SarPass } from './sar-pass.js';

/** One image of a pair to take. */
export interface SarShot {
  readonly name: string;
  readonly pass: SarPass;
  readonly rangeSpacing: number;
  readonly azimuthSpacing: number;
}

export type SarMode = 'stripmap' | 'spotlight';

/** TerraSAR-X. */
const ALTITUDE = 514e3;
const SPEED = 7600;

/**
 * The pairs of Wang et al. (2022), table 1, doi:10.3390/rs14081778: both images from the same side, ascending (stripmap) or descending
 * (spotlight). `spacing` is the published resolution.
 */
const PAIRS = {
  stripmap: { headingDeg: 350, incidences: [44.5, 28.9], rangeSpacings: [1.8, 1.2], azimuthSpacing: 3.3 },
  spotlight: { headingDeg: 190, incidences: [32.2, 47.1], rangeSpacings: [1.2, 1.2], azimuthSpacing: 1.6 },
} as const;

export interface ShotOptions {
  /** Degrees, instead of the mode's. */
  readonly incidences?: readonly [left: number, right: number];
  /** The second image is taken from the other side, flying the other way. */
  readonly opposite?: boolean;
}

/** The two images of a mode; the radar looks to the right. */
export function shotsOf(
  mode: SarMode,
  { incidences, opposite = false }: ShotOptions = {},
): readonly [SarShot, SarShot] {
  const pair = PAIRS[mode];
  const shot = (index: 0 | 1): SarShot => ({
    name: index === 0 ? 'left' : 'right',
    pass: {
      incidenceDeg: (incidences ?? pair.incidences)[index],
      // Ascending and descending passes are mirror images about the meridian.
      headingDeg: opposite && index === 1 ? (540 - pair.headingDeg) % 360 : pair.headingDeg,
      look: 'right',
      altitude: ALTITUDE,
      speed: SPEED,
    },
    rangeSpacing: pair.rangeSpacings[index],
    azimuthSpacing: pair.azimuthSpacing,
  });
  return [shot(0), shot(1)];
}

/** The radar of a shot over the middle of a DEM. */
function sensorOf({ pass, rangeSpacing, azimuthSpacing }: SarShot, dem: Raster, looks: number): SarSensor {
  const { transform, crs } = dem.georef;
  const centre = toMap(transform, dem.width / 2, dem.height / 2);
  const height = dem.data[Math.floor(dem.height / 2) * dem.width + Math.floor(dem.width / 2)];
  return { view: passView(pass, crs, centre, height), rangeSpacing, azimuthSpacing, looks };
}

/** {@link takeSarImage} for a shot; `rain` showers stand between it and the ground. Equal seeds and names give equal speckle. */
export function takeShot(
  scene: SarScene,
  shot: SarShot,
  { looks, seed, rain }: { readonly looks: number; readonly seed: number; readonly rain: number },
): Generator<number, SarImage> {
  const { width, height } = scene.dem;
  const own = hash32(seed ^ hash32(shot.name === 'left' ? 0x2545f491 : 0x68e31da4));
  const cells = drawRain(own + 1, rain, width, height);
  return takeSarImage(scene, sensorOf(shot, scene.dem, looks), (x, y) => rainFactor(cells, x, y), own);
}

export interface SarPairOptions {
  readonly seed: number;
  /** Of the truth: a CRS in metres with heights above the ellipsoid. */
  readonly grid: Grid;
  readonly shots: readonly [SarShot, SarShot];
  /** Looks of every sample. */
  readonly looks: number;
  /** Showers over the second image. */
  readonly rain: number;
}

export interface SarPair {
  readonly truth: Raster;
  /** 30 m, with the errors of such DEMs. */
  readonly aPriori: Raster;
  readonly left: SarImage;
  readonly right: SarImage;
}

/** Ground of its own with both images and the a-priori DEM, all in memory. The same options give the same samples. */
export function makeSarPair({ seed, grid, shots, looks, rain }: SarPairOptions): SarPair {
  const scene = drawSarGround(seed, grid);
  const [left, right] = shots.map((shot, i) =>
    toEnd(takeShot(scene, shot, { looks, seed, rain: i === 1 ? rain : 0 })),
  );
  return { truth: scene.dem, aPriori: aPrioriDem(scene.dem, seed), left, right };
}

/** What a generator returns, without its steps. */
export function toEnd<T>(generator: Generator<number, T>): T {
  for (;;) {
    const step = generator.next();
    if (step.done === true) return step.value;
  }
}
