import { toMap } from '../../src/core/geo-transform.js';
import type { Raster } from '../../src/core/raster.js';
import { createRng } from '../../src/core/rng.js';
import { WGS84_ELLIPSOID } from '../../src/geo/ellipsoids.js';
import { geodeticToEcef, type Vector3 } from '../../src/geo/geodetic.js';
import { geographicOf } from '../../src/geo/geographic-crs.js';
import { createTransform } from '../../src/geo/transform.js';
import { groundToRadar } from '../../src/sar/geometry/ground-to-radar.js';
import { createRadarPoint, type LookSide } from '../../src/sar/geometry/radar-view.js';
import type { ImageGeometry } from '../../src/sar/image/image-geometry.js';
import { radarToPixel } from '../../src/sar/image/pixel-position.js';
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

/**
 * Power that an image shows of a surface: `oversample` scatterers squared per cell of the DEM, each with the reflectivity of the ground
 * there and exponential speckle of its own, added up where range-Doppler puts them. What no scatterer meets has power 0.
 */
export function renderImage(
  geometry: ImageGeometry,
  dem: Raster,
  reflectivity: (x: number, y: number) => number,
  oversample: number,
  seed: number,
): Float32Array {
  const rng = createRng(seed);
  const { width, height } = geometry;
  const power = new Float32Array(width * height);
  const toGeographic = createTransform(dem.georef.crs, geographicOf(dem.georef.crs));
  const seen = createRadarPoint();
  const pixel = { col: 0, row: 0 };
  for (let j = 0; j < (dem.height - 1) * oversample; j++) {
    for (let i = 0; i < (dem.width - 1) * oversample; i++) {
      const [u, v] = [(i + rng.next()) / oversample, (j + rng.next()) / oversample];
      const [c, r] = [Math.floor(u), Math.floor(v)];
      const at = r * dem.width + c;
      const [fu, fv] = [u - c, v - r];
      const h =
        (1 - fv) * ((1 - fu) * dem.data[at] + fu * dem.data[at + 1]) +
        fv * ((1 - fu) * dem.data[at + dem.width] + fu * dem.data[at + dem.width + 1]);
      const [x, y] = toMap(dem.georef.transform, u + 0.5, v + 0.5);
      const [lon, lat] = toGeographic.forwardPoint(x, y);
      groundToRadar(geometry, ...geodeticToEcef(lon, lat, h, geometry.ellipsoid), seen);
      radarToPixel(geometry, seen.time, seen.range, pixel);
      const [col, row] = [Math.floor(pixel.col), Math.floor(pixel.row)];
      if (!(col >= 0 && row >= 0 && col < width && row < height)) continue;
      power[row * width + col] -= reflectivity(x, y) * Math.log(1 - rng.next());
    }
  }
  return power;
}
