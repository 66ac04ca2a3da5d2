import { aspectSchema } from '../../pipelines/terrain/config.js';
import { planAspect } from '../../pipelines/terrain/plan-products.node.js';
import { defineCommand } from '../command.js';
import { LOCAL_PRODUCT_SETTINGS, runTerrainJob } from '../run-terrain-job.js';

export const aspectCommand = defineCommand({
  name: 'aspect',
  summary: 'Direction towards which the ground of a DEM falls',
  description:
    'Direction of the steepest descent in degrees, 0 north, 90 east, float32, with the gradient of Horn (1981) or ' +
    'Zevenbergen & Thorne (1987), as gdaldem ' +
    'defines it. Level ground has none and is missing. Where pixels are not square on the ground, as on geographic grids, ' +
    'directions are those on the ground; gdaldem gives those on the lattice of pixels.',
  schema: aspectSchema,
  settings: LOCAL_PRODUCT_SETTINGS,
  examples: [
    { line: 'cuesta aspect dem.tif -o aspect.tif', does: 'Azimuths' },
    {
      line: 'cuesta aspect dem.tif -o aspect.tif --trigonometric --zero-for-flat',
      does: 'Counter-clockwise from east, 0 where level',
    },
  ],
  async run(config, context) {
    return runTerrainJob(await planAspect(config, context), context);
  },
});
