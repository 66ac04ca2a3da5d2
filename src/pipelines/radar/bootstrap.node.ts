import { siblingPath } from '../../product/sibling-path.node.js';
import type { RadarConfig } from './config.js';

/** Cells of the coarse pass are this much larger. */
const COARSER = 4;
/** What the coarse DSM may be wrong by, in its cells' worth of height: largest error searched in the second pass. */
const CELLS_OF_ERROR = 3;

/** Options of the pass over level ground: larger cells, its own output, heights above the ellipsoid. */
export function coarseConfig(config: RadarConfig): RadarConfig {
  const {
    verticalDatum: _,
    geoid: __,
    report: ___,
    maxVoid: ____,
    looks: _____,
    epipolar: ______,
    ...rest
  } = config;
  return { ...rest, output: siblingPath(config.output, 'coarse'), resolution: COARSER * config.resolution };
}

/** Options of the second pass, with the DSM of the first as DEM. */
export function onCoarse({ heightError: _, ...config }: RadarConfig, coarse: string): RadarConfig {
  return { ...config, dem: coarse, heightError: CELLS_OF_ERROR * COARSER * config.resolution };
}
