import type { RadarView } from '../geometry/radar-view.js';

/**
 * When the lines of an image were seen. The zero-Doppler time of a pixel is
 * `firstLine + line * lineInterval + skew.constant + skew.perRange * slantRange`, with `line` counted from the centre of the first.
 */
export interface AzimuthTiming {
  /** Seconds since the orbit's epoch. */
  readonly firstLine: number;
  /** Seconds; negative when lines run against the flight direction. */
  readonly lineInterval: number;
  /**
   * Seconds, and seconds per metre of slant range. Sensors that transmit and receive while they fly ("stop and go" not quite true)
   * see far pixels later than near ones by half the travel time; processors remove it for one range only.
   */
  readonly skew: { readonly constant: number; readonly perRange: number };
}

/** Slant range as a polynomial of the ground range, metres, at one azimuth time (s). */
export interface GroundRangePolynomial {
  readonly time: number;
  /** Ground range that the powers are taken from. */
  readonly origin: number;
  /** Ascending powers. */
  readonly coefficients: readonly number[];
}

/** How columns follow the range; positions are those of pixel centres, metres. */
export type RangeSampling =
  | { readonly kind: 'slant'; readonly first: number; readonly spacing: number }
  | {
      readonly kind: 'ground';
      /** Ground range of the first column is 0. */
      readonly spacing: number;
      /** By increasing time. Between two, slant ranges are interpolated linearly; outside, the nearest one holds. */
      readonly polynomials: readonly GroundRangePolynomial[];
    };

/** Everything that ties the pixels of a SAR image to the ground. Columns are range, rows are azimuth. */
export interface ImageGeometry extends RadarView {
  readonly width: number;
  readonly height: number;
  readonly azimuth: AzimuthTiming;
  readonly range: RangeSampling;
}

/** A position in an image in pixels, corner convention (the first pixel's centre is 0.5, 0.5); reused by what fills it. */
export interface PixelPosition {
  col: number;
  row: number;
}
