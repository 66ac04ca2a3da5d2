import { TERMS } from '../../adjust/model.js';
import { geographicOf } from '../../geo/geographic-crs.js';
import { createTransform } from '../../geo/transform.js';
import { LASER_SIGMA, type LaserPoint } from '../../simulate/stripe-laser.js';
import { REFERENCE_SIGMA } from '../../simulate/stripe-reference.js';
import type { Stripes } from '../../simulate/stripe-scene.js';
import type { SimulateConfig } from './config.js';
import { FILES } from './files.js';

/** Control points as CSV: longitude and latitude in degrees, height and its standard deviation in metres, track and shot. */
export function laserCsv(points: readonly LaserPoint[], { options }: Stripes): string {
  const toGeographic = createTransform(options.crs, geographicOf(options.crs));
  const lines = points.map(({ track, shot, x, y, h, sigma }) => {
    const [lon, lat] = toGeographic.forwardPoint(x, y);
    return `${lon.toFixed(9)},${lat.toFixed(9)},${h.toFixed(3)},${sigma},${track},${shot}`;
  });
  return `${['lon,lat,h,sigma,track,shot', ...lines].join('\n')}\n`;
}

/** What an adjustment gets to know: scenes with their orbits, reference and control. Paths are relative to the file. */
export function jobDescription({ scenes }: Stripes, config: SimulateConfig): object {
  return {
    scenes: scenes.map(({ name, orbit, index }) => ({ path: FILES.scene(name), orbit, index })),
    reference: { path: FILES.reference, sigma: REFERENCE_SIGMA },
    control: { path: FILES.laser, footprint: config.laserFootprint, sigma: LASER_SIGMA },
  };
}

/** What it has to find out. */
export function trueParameters(stripes: Stripes, points: readonly LaserPoint[]): object {
  const { options, scenes, terrain } = stripes;
  return {
    convention: {
      normalised:
        'u = (x - centre[0]) / halfSize[0], v = (y - centre[1]) / halfSize[1]; x, y: map coordinates in the scene',
      plane: 'X = x + plane[0] + plane[1] u + plane[2] v, Y = y + plane[3] + plane[4] u + plane[5] v; metres',
      height: 'h(X, Y) = h(x, y) + sum of height[i] u^terms[i][0] v^terms[i][1]; metres',
      terms: TERMS,
      noise: 'sigma = 0.5 + 1.5 e^2 metres; e: 0 in the middle of the footprint, 1 on its edge',
    },
    scenes: scenes.map(({ name, orbit, index, footprint, correction }) => ({
      path: FILES.scene(name),
      orbit,
      index,
      ...correction,
      footprint,
    })),
    laser: {
      outliers: points.filter(({ outlier }) => outlier).map(({ track, shot }) => ({ track, shot })),
    },
    options: { ...options, crs: options.crs.name },
    terrain: terrain.options,
  };
}
