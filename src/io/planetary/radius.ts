import type { RealSamples } from '../../core/band.js';
import type { Crs } from '../../core/crs.js';
import { CuestaError } from '../../core/errors.js';
import type { Georef } from '../../core/georef.js';
import { withVertical } from '../../geo/crs.js';
import { isSphere } from '../../geo/ellipsoids.js';

/** How far a radius may be from the body's: the lowest and highest points of round bodies are within 1 %. */
const TOLERANCE = 0.05;
/** Smaller bodies are too rough to tell radii from heights. */
const SMALLEST = 100_000;

/** Scale and offset that give metres, and the place, of an image whose samples may be radii. */
export interface HeightFacts {
  readonly scale: number;
  readonly offset: number;
  readonly georef: Georef | null;
  readonly noHeights?: () => CuestaError;
}

/** Whether all values are what a radius of the body can be. */
export function areRadii(values: readonly number[], crs: Crs): boolean {
  const radius = crs.ellipsoid.semiMajor;
  if (radius < SMALLEST || values.length === 0) return false;
  return values.every((value) => Math.abs(value - radius) <= TOLERANCE * radius);
}

/**
 * Turns radii into heights above the sphere of the CRS. The offset changes, not the samples, so that the subtraction happens in float64.
 * On an ellipsoid heights would need the latitude of every pixel: such rasters can be read as samples only.
 */
export function radiiToHeights(
  facts: { readonly scale: number; readonly offset: number },
  georef: Georef,
  name: string,
): HeightFacts {
  const { crs, transform } = georef;
  if (!isSphere(crs.ellipsoid)) {
    return { ...facts, georef, noHeights: () => radiiOnEllipsoid(name) };
  }
  return {
    scale: facts.scale,
    offset: facts.offset - crs.ellipsoid.semiMajor,
    georef: { transform, crs: withVertical(crs, { kind: 'sphere' }) },
  };
}

/** Some valid samples as values, for {@link areRadii}. */
export function valuesOf(
  samples: RealSamples,
  nodata: number | null,
  { scale, offset }: { readonly scale: number; readonly offset: number },
): number[] {
  const values: number[] = [];
  for (let i = 0; i < samples.length; i += Math.ceil(samples.length / 64)) {
    const sample = Number(samples[i]);
    if (sample !== nodata && Number.isFinite(sample)) values.push(sample * scale + offset);
  }
  return values;
}

function radiiOnEllipsoid(name: string): CuestaError {
  return new CuestaError('unsupported', `${name} holds radii, and its CRS is on an ellipsoid.`, {
    subject: name,
    hint: 'Reproject it to a CRS on a sphere first, or subtract the radius of the ellipsoid (gdal_calc.py).',
  });
}
