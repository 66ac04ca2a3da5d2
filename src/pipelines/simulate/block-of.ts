import type { Crs } from '../../core/crs.js';
import { CuestaError } from '../../core/errors.js';
import { definitionOfCrs, withVertical } from '../../geo/crs.js';
import { parseCrs } from '../../geo/parse-crs.js';
import type { StripesOptions } from '../../simulate/stripe-scene.js';
import type { SimulateConfig } from './config.js';

const DEFAULT_SIZE = 600;
const DEFAULT_PIXEL = 8;

/** The block that a command describes, around the natural origin of its CRS. Throws `geometry`. */
export function blockOf(config: SimulateConfig): StripesOptions {
  const crs = projectedCrs(config.crs ?? 'EPSG:32650');
  const { x_0 = 0, y_0 = 0 } = definitionOfCrs(crs).params;
  return {
    seed: config.seed,
    crs,
    centre: [x_0, y_0],
    orbits: config.orbits,
    scenes: config.scenes,
    width: config.width ?? config.size ?? DEFAULT_SIZE,
    height: config.height ?? config.size ?? DEFAULT_SIZE,
    pixel: config.pixel ?? DEFAULT_PIXEL,
    overlap: config.overlap,
    planErrorPx: config.planError,
    heightRmse: config.heightRmse,
    spoiled: config.spoiled,
  };
}

/** A projected CRS in metres; heights are above its own ellipsoid or sphere unless it says otherwise. */
export function projectedCrs(text: string): Crs {
  const crs = parseCrs(text);
  if (crs.kind !== 'projected' || crs.unit !== 1) {
    throw new CuestaError(
      'geometry',
      `A simulated scene needs a projected CRS in metres, and ${crs.name} is none.`,
      {
        subject: '--crs',
        hint: 'Use a UTM zone (EPSG:32650), or a projected CRS of the Moon or Mars (IAU_2015:30110).',
      },
    );
  }
  if (crs.vertical.kind !== 'unknown') return crs;
  const { semiMajor, semiMinor } = crs.ellipsoid;
  return withVertical(crs, { kind: semiMajor === semiMinor ? 'sphere' : 'ellipsoid' });
}
