import { WGS84_ELLIPSOID } from '../../src/geo/ellipsoids.js';
import { geodeticToEcef, type Vector3 } from '../../src/geo/geodetic.js';
import { groundToRadar } from '../../src/sar/geometry/ground-to-radar.js';
import { createRadarPoint, type LookSide } from '../../src/sar/geometry/radar-view.js';
import type { ImageGeometry } from '../../src/sar/image/image-geometry.js';
import { createOrbit } from '../../src/sar/orbit/orbit.js';
import { simulateOrbit } from '../../src/sar/orbit/simulated-orbit.js';

export interface PassOptions {
  /** Degrees and metres; the middle of the image. */
  readonly target: Vector3;
  readonly incidenceDeg: number;
  readonly headingDeg?: number;
  readonly look?: LookSide;
  /** Ground covered across and along the track, metres. */
  readonly extent: readonly [across: number, along: number];
  /** Slant range and azimuth spacing, metres. */
  readonly spacing: readonly [range: number, azimuth: number];
}

/** An image of a simulated pass whose middle pixel sees the target. */
export function simulatedImage(options: PassOptions): ImageGeometry {
  const { target, incidenceDeg, headingDeg = 350, look = 'right', extent, spacing } = options;
  const speed = 7600;
  const vectors = simulateOrbit(
    {
      epoch: '2026-01-01T00:00:00Z',
      target,
      ellipsoid: WGS84_ELLIPSOID,
      look,
      incidenceDeg,
      headingDeg,
      altitude: 514e3,
      speed,
    },
    40,
    5,
  );
  const view = { orbit: createOrbit(vectors, 'lagrange', 'simulated'), look, ellipsoid: WGS84_ELLIPSOID };
  const seen = createRadarPoint();
  groundToRadar(view, ...geodeticToEcef(...target, WGS84_ELLIPSOID), seen);
  const across = extent[0] * Math.sin((incidenceDeg * Math.PI) / 180);
  const width = Math.ceil(across / spacing[0]);
  const height = Math.ceil(extent[1] / spacing[1]);
  // The ground runs slower than the sensor.
  const lineInterval = spacing[1] / (speed * 0.925);
  return {
    ...view,
    width,
    height,
    azimuth: {
      firstLine: seen.time - (height / 2 - 0.5) * lineInterval,
      lineInterval,
      skew: { constant: 0, perRange: 0 },
    },
    range: { kind: 'slant', first: seen.range - (width / 2 - 0.5) * spacing[0], spacing: spacing[0] },
  };
}
