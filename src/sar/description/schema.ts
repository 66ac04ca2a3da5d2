import { z } from 'zod';
import { UTC_PATTERN } from '../time.js';

const metres = z.number();
const seconds = z.number();
const positive = z.number().positive();
const pixels = z.number().int().positive();
const vector = z.tuple([z.number(), z.number(), z.number()]);

/**
 * The JSON that stands for a SAR image of any sensor, beside a raster with its samples (rows azimuth, columns range). Lengths are
 * metres, times are seconds since `epoch` (UTC), coordinates body-fixed Cartesian. Zero-Doppler geometry.
 */
export const sarDescriptionSchema = z.strictObject({
  format: z.literal('cuesta-sar'),
  version: z.literal(1),
  sensor: z.string(),
  polarisation: z.string(),
  /** Path of the raster, relative to this file. */
  raster: z.string().min(1),
  quantity: z.enum(['complex', 'amplitude', 'power']),
  /** Looks averaged in each sample; 1 for complex ones. */
  looks: z.number().min(1).default(1),
  width: pixels,
  height: pixels,
  look: z.enum(['left', 'right']),
  /** Reference of heights and geographic coordinates; WGS 84 when absent. */
  ellipsoid: z.strictObject({ name: z.string(), semiMajor: positive, semiMinor: positive }).optional(),
  epoch: z.string().regex(UTC_PATTERN, 'looks like 2022-01-04T17:05:58Z'),
  azimuth: z.strictObject({
    /** Of the centre of the first line. */
    firstLine: seconds,
    /** Negative when lines run against the flight direction. */
    lineInterval: seconds.refine((interval) => interval !== 0, 'must not be 0'),
    /** Added to a line's time: `constant + perRange * slantRange`. */
    skew: z.strictObject({ constant: seconds, perRange: z.number() }).default({ constant: 0, perRange: 0 }),
  }),
  range: z.discriminatedUnion('kind', [
    /** `first` is the slant range of the centre of the first column. */
    z.strictObject({ kind: z.literal('slant'), first: positive, spacing: positive }),
    z.strictObject({
      kind: z.literal('ground'),
      spacing: positive,
      /** Slant range by ascending powers of `groundRange - origin`; the ground range of the first column is 0. */
      polynomials: z
        .array(z.strictObject({ time: seconds, origin: metres, coefficients: z.array(z.number()).min(2) }))
        .min(1)
        .refine((list) => list.every((p, i) => i === 0 || p.time > list[i - 1].time), 'times must increase'),
    }),
  ]),
  orbit: z.strictObject({
    interpolation: z.enum(['lagrange', 'hermite']).default('lagrange'),
    vectors: z
      .array(z.strictObject({ time: seconds, position: vector, velocity: vector }))
      .min(2, 'at least two state vectors are needed'),
  }),
});

export type SarDescription = z.output<typeof sarDescriptionSchema>;
