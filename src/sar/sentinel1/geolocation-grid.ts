import { SPEED_OF_LIGHT } from '../speed-of-light.js';
import { secondsBetween } from '../time.js';
import { childAt, childrenOf, numberAt, textAt, type XmlNode } from '../xml-tree.js';

/** A point of the grid that a Sentinel-1 annotation gives for geolocation. */
export interface GeolocationPoint {
  /** Seconds since the orbit's epoch. */
  readonly time: number;
  /** One-way slant range, metres. */
  readonly range: number;
  /** Of the pixel's centre, counted from 0. */
  readonly line: number;
  readonly pixel: number;
  readonly lonDeg: number;
  readonly latDeg: number;
  /** Metres above WGS 84. */
  readonly height: number;
  /** Against the direction away from the Earth's centre. */
  readonly incidenceDeg: number;
}

export function readGeolocationGrid(product: XmlNode, epoch: string): GeolocationPoint[] {
  const list = childAt(product, 'geolocationGrid/geolocationGridPointList');
  return childrenOf(list, 'geolocationGridPoint').map((point) => ({
    time: secondsBetween(epoch, textAt(point, 'azimuthTime'), point.file),
    range: (numberAt(point, 'slantRangeTime') * SPEED_OF_LIGHT) / 2,
    line: numberAt(point, 'line'),
    pixel: numberAt(point, 'pixel'),
    lonDeg: numberAt(point, 'longitude'),
    latDeg: numberAt(point, 'latitude'),
    height: numberAt(point, 'height'),
    incidenceDeg: numberAt(point, 'incidenceAngle'),
  }));
}
