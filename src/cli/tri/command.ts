import { triSchema } from '../../pipelines/terrain/config.js';
import { planTri } from '../../pipelines/terrain/plan-products.node.js';
import { defineCommand } from '../command.js';
import { LOCAL_PRODUCT_SETTINGS, runTerrainJob } from '../run-terrain-job.js';

export const triCommand = defineCommand({
  name: 'tri',
  summary: 'Terrain ruggedness index of a DEM (Riley or Wilson)',
  description:
    'How much the heights of the eight neighbours differ from that of the pixel, in the unit of the heights, float32, as ' +
    'gdaldem defines it: Riley et al. (1999) for land, Wilson et al. (2007) for the sea floor.',
  schema: triSchema,
  settings: LOCAL_PRODUCT_SETTINGS,
  examples: [
    { line: 'cuesta tri dem.tif -o tri.tif', does: 'Riley' },
    { line: 'cuesta tri dem.tif -o tri.tif --algorithm wilson', does: 'Wilson' },
  ],
  async run(config, context) {
    return runTerrainJob(await planTri(config, context), context);
  },
});
