import { hillshadeSchema } from '../../pipelines/terrain/config.js';
import { planHillshade } from '../../pipelines/terrain/plan-products.node.js';
import { defineCommand } from '../command.js';
import { runTerrainJob } from '../run-terrain-job.js';

export const hillshadeCommand = defineCommand({
  name: 'hillshade',
  summary: 'Shaded relief of a DEM',
  description:
    'Hillshade with the gradient of Horn (1981) or Zevenbergen & Thorne (1987): grey levels 1 to 255, 0 where missing, as gdaldem defines them; ' +
    'Lambertian unless --variant says otherwise. On geographic grids the size of a pixel in metres follows the latitude, so ' +
    "no scale factor is needed. Only the regular variant with Horn's gradient runs on a GPU.",
  schema: hillshadeSchema,
  examples: [
    { line: 'cuesta hillshade dem.tif -o shade.tif', does: 'Sun in the north-west, 45 degrees high' },
    {
      line: 'cuesta hillshade nac.tif -o shade.tif --azimuth 354.6 --altitude 6.5',
      does: 'With the sun of a lunar image',
    },
    {
      line: 'cuesta hillshade dem.tif -o shade.tif --variant multidirectional',
      does: 'Ridges of every direction show',
    },
  ],
  async run(config, context) {
    return runTerrainJob(await planHillshade(config, context), context);
  },
});
