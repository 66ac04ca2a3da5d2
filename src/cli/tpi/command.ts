import { tpiSchema } from '../../pipelines/terrain/config.js';
import { planTpi } from '../../pipelines/terrain/plan-products.node.js';
import { defineCommand } from '../command.js';
import { LOCAL_PRODUCT_SETTINGS, runTerrainJob } from '../run-terrain-job.js';

export const tpiCommand = defineCommand({
  name: 'tpi',
  summary: 'Topographic position index of a DEM',
  description:
    'Height above the mean of the eight neighbours (Weiss 2001), in the unit of the heights, float32, as gdaldem defines it: ' +
    'positive on ridges, negative in valleys.',
  schema: tpiSchema,
  settings: LOCAL_PRODUCT_SETTINGS,
  examples: [
    { line: 'cuesta tpi dem.tif -o tpi.tif', does: 'Ridges and valleys of one pixel' },
    { line: 'cuesta tpi dem.tif -o tpi.tif --no-edges', does: 'Border left missing' },
  ],
  async run(config, context) {
    return runTerrainJob(await planTpi(config, context), context);
  },
});
