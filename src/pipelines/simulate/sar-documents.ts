import { toMap } from '../../core/geo-transform.js';
import type { Grid } from '../../core/georef.js';
import { type TestArea, testAreas } from '../../simulate/sar/sar-ground.js';
import { CALIBRATION, NOISE } from '../../simulate/sar/sar-image.js';
import type { SimulateConfig } from './config.js';
import type { SarJob } from './sar-job.js';

/** File names inside the output folder; every raster but the amplitudes has its sidecar beside it. */
export const SAR_FILES = {
  truth: 'truth.tif',
  aPriori: 'a-priori.tif',
  image: (name: string) => `${name}.tif`,
  description: (name: string) => `${name}.json`,
  visibility: (name: string) => `${name}-visibility.tif`,
  scene: 'scene.json',
} as const;

/** What belongs together, how it was made, and where to compare. */
export function describeSarScene({ grid, shots }: SarJob, config: SimulateConfig): object {
  const { mode, opposite, looks, rain, seed, dem, truth } = config;
  return {
    truth: truth ? SAR_FILES.truth : null,
    aPriori: SAR_FILES.aPriori,
    images: shots.map(({ name, pass, rangeSpacing, azimuthSpacing }, i) => ({
      description: SAR_FILES.description(name),
      visibility: SAR_FILES.visibility(name),
      incidence: pass.incidenceDeg,
      heading: pass.headingDeg,
      look: pass.look,
      rangeSpacing,
      azimuthSpacing,
      rain: i === 1 ? rain : 0,
    })),
    convention: {
      visibility: 'bits: 1 layover, 2 shadow, on the pixels of the truth',
      amplitude: `${CALIBRATION} times the root of the brightness (beta nought); 0 where there is no ground`,
      noise: NOISE,
      areas: 'bounds: xmin, ymin, xmax, ymax in the CRS of the truth',
    },
    areas:
      dem === undefined ? testAreas(grid.width, grid.height).map((area) => describeArea(area, grid)) : [],
    options: { mode, opposite, looks, rain, seed, dem: dem ?? null },
  };
}

function describeArea({ name, window: { col, row, width, height } }: TestArea, { transform }: Grid): object {
  const [west, north] = toMap(transform, col, row);
  const [east, south] = toMap(transform, col + width, row + height);
  return { name, bounds: [west, south, east, north] };
}
