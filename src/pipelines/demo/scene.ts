import type { Crs } from '../../core/crs.js';
import { northUp } from '../../core/geo-transform.js';
import type { Grid } from '../../core/georef.js';
import { withVertical } from '../../geo/crs.js';
import { parseCrs } from '../../geo/parse-crs.js';
import type { TerrainOptions } from '../../simulate/terrain.js';
import type { DemoConfig } from './config.js';

/** Heights of the demo are above the sphere of the Moon, 1737.4 km. */
function lunar(definition: string): Crs {
  return withVertical(parseCrs(definition), { kind: 'sphere' });
}

/** South polar stereographic: that of the truth, the mosaics and all pieces but one. */
export const POLAR = lunar('IAU_2015:30135');

/** Transverse Mercator on the scene's meridian: its grid lies turned by 15 degrees in {@link POLAR}. */
export const TURNED = lunar('+proj=tmerc +lat_0=-87 +lon_0=15 +R=1737400 +units=m +no_defs');

/** Metres of {@link POLAR}: 20.48 by 15.36 km at 86.9 degrees south. */
export const AREA = { west: 14_400, north: 99_520, width: 20_480, height: 15_360 } as const;

/** The ground that all pieces show, and the grid on which truth and mosaics lie. */
export interface DemoScene {
  readonly seed: number;
  /** Pixel size of {@link grid} in metres. */
  readonly pixel: number;
  readonly grid: Grid;
  readonly terrain: TerrainOptions;
}

export function demoScene({ seed, size }: DemoConfig): DemoScene {
  const pixel = size === 'small' ? 20 : 10;
  const { west, north, width, height } = AREA;
  return {
    seed,
    pixel,
    grid: {
      width: width / pixel,
      height: height / pixel,
      transform: northUp(west, north, pixel, pixel),
      crs: POLAR,
    },
    terrain: {
      seed,
      west,
      south: north - height,
      width,
      height,
      relief: 130,
      hurst: 0.95,
      craterDensity: 0.079,
      largestDiameter: 6000,
      detail: 2.5 * pixel,
    },
  };
}
