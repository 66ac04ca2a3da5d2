import { slopeSchema } from '../../pipelines/terrain/config.js';
import { planSlope } from '../../pipelines/terrain/plan-products.node.js';
import { defineCommand } from '../command.js';
import { runTerrainJob } from '../run-terrain-job.js';

export const slopeCommand = defineCommand({
  name: 'slope',
  summary: 'Slope of a DEM in degrees or percent',
  description:
    'Slope with the gradient of Horn (1981) or Zevenbergen & Thorne (1987), float32, as gdaldem defines it; only the first runs on ' +
    'a GPU. On geographic grids the size of a pixel in ' +
    'metres follows the latitude, so no scale factor is needed.',
  schema: slopeSchema,
  examples: [
    { line: 'cuesta slope dem.tif -o slope.tif', does: 'Degrees from the horizontal' },
    { line: 'cuesta slope dem.tif -o slope.tif --percent --no-edges', does: 'Percent, border left missing' },
  ],
  async run(config, context) {
    return runTerrainJob(await planSlope(config, context), context);
  },
});
