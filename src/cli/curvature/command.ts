import { curvatureSchema } from '../../pipelines/terrain/config.js';
import { planCurvature } from '../../pipelines/terrain/plan-products.node.js';
import { defineCommand } from '../command.js';
import { LOCAL_PRODUCT_SETTINGS, runTerrainJob } from '../run-terrain-job.js';

export const curvatureCommand = defineCommand({
  name: 'curvature',
  summary: 'Profile, planform or tangential curvature of a DEM',
  description:
    'Curvature in 1/metre, float32, positive where the ground is convex: profile where it gets steeper downhill, planform ' +
    'and tangential on ridges. Level ground has no direction of slope and is missing. Derivatives after Zevenbergen and ' +
    'Thorne (1987), or with the weights of Horn (1981). On geographic grids the size of a pixel in metres follows the latitude.',
  schema: curvatureSchema,
  settings: LOCAL_PRODUCT_SETTINGS,
  examples: [
    { line: 'cuesta curvature dem.tif -o profile.tif', does: 'Of the section down the slope' },
    {
      line: 'cuesta curvature dem.tif -o ridges.tif --type tangential --gradient horn',
      does: 'Across the slope, less noise',
    },
  ],
  async run(config, context) {
    return runTerrainJob(await planCurvature(config, context), context);
  },
});
