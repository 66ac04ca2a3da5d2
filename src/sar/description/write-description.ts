import type { SarProduct } from '../image/sar-product.js';
import type { SarDescription } from './schema.js';

/** The description that reads back as this image; `raster` is relative to the file that it will be written to. */
export function sarDescription(product: SarProduct, raster: string): SarDescription {
  const { sensor, polarisation, quantity, looks, geometry } = product;
  const { orbit, look, ellipsoid, width, height, azimuth, range } = geometry;
  const { epoch, times, positions, velocities } = orbit.vectors;
  const at = (values: Float64Array, i: number): [number, number, number] => [
    values[3 * i],
    values[3 * i + 1],
    values[3 * i + 2],
  ];
  return {
    format: 'cuesta-sar',
    version: 1,
    sensor,
    polarisation,
    raster,
    quantity,
    looks,
    width,
    height,
    look,
    ellipsoid,
    epoch,
    azimuth,
    range:
      range.kind === 'slant'
        ? range
        : {
            ...range,
            polynomials: range.polynomials.map((p) => ({ ...p, coefficients: [...p.coefficients] })),
          },
    orbit: {
      interpolation: orbit.interpolation,
      vectors: Array.from(times, (time, i) => ({
        time,
        position: at(positions, i),
        velocity: at(velocities, i),
      })),
    },
  };
}
