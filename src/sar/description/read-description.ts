import { z } from 'zod';
import { CuestaError } from '../../core/errors.js';
import { WGS84_ELLIPSOID } from '../../geo/ellipsoids.js';
import type { SarProduct } from '../image/sar-product.js';
import { createOrbit } from '../orbit/orbit.js';
import { type SarDescription, sarDescriptionSchema } from './schema.js';

/** Reads the JSON of a SAR image (see `sarDescriptionSchema`). Throws `format`, naming the file and every wrong member. */
export function readSarDescription(text: string, name: string): SarProduct {
  return productOf(parse(text, name), name);
}

function parse(text: string, name: string): SarDescription {
  const hint = 'docs/sar-format.md describes the members and shows an example.';
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw new CuestaError('format', `${name} is not JSON: ${(cause as Error).message}`, {
      subject: name,
      cause,
      hint,
    });
  }
  const parsed = sarDescriptionSchema.safeParse(json);
  if (parsed.success) return parsed.data;
  throw new CuestaError(
    'format',
    `${name} does not describe a SAR image.\n${z.prettifyError(parsed.error)}`,
    {
      subject: name,
      hint,
    },
  );
}

function productOf(description: SarDescription, name: string): SarProduct {
  const { epoch, orbit, look, width, height, azimuth, range } = description;
  const vectors = {
    epoch,
    times: Float64Array.from(orbit.vectors, (v) => v.time),
    positions: Float64Array.from(orbit.vectors.flatMap((v) => v.position)),
    velocities: Float64Array.from(orbit.vectors.flatMap((v) => v.velocity)),
  };
  const { sensor, polarisation, quantity, looks, raster } = description;
  return {
    name,
    sensor,
    polarisation,
    quantity,
    looks,
    raster: `${name.slice(0, Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1)}${raster}`,
    geometry: {
      orbit: createOrbit(vectors, orbit.interpolation, name),
      look,
      ellipsoid: description.ellipsoid ?? WGS84_ELLIPSOID,
      width,
      height,
      azimuth,
      range,
    },
  };
}
