import { roughnessSchema } from '../../pipelines/terrain/config.js';
import { planRoughness } from '../../pipelines/terrain/plan-products.node.js';
import { defineCommand } from '../command.js';
import { LOCAL_PRODUCT_SETTINGS, runTerrainJob } from '../run-terrain-job.js';

export const roughnessCommand = defineCommand({
  name: 'roughness',
  summary: 'Roughness of a DEM: largest minus smallest height of 3 x 3',
  description:
    'Largest minus smallest height of the pixel and its eight neighbours (Wilson et al. 2007), in the unit of the heights, ' +
    'float32, as gdaldem defines it.',
  schema: roughnessSchema,
  settings: LOCAL_PRODUCT_SETTINGS,
  examples: [
    { line: 'cuesta roughness dem.tif -o roughness.tif', does: 'Range of heights around every pixel' },
    { line: 'cuesta roughness dem.tif -o roughness.tif --no-edges', does: 'Border left missing' },
  ],
  async run(config, context) {
    return runTerrainJob(await planRoughness(config, context), context);
  },
});
