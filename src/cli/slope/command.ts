import { slopeSchema } from '../../pipelines/terrain/config.js';
import { planSlope, runTerrain } from '../../pipelines/terrain/run-terrain.node.js';
import { defineCommand } from '../command.js';
import { describeResult, planOrRun, summarise } from '../plan-or-run.js';

export const slopeCommand = defineCommand({
  name: 'slope',
  summary: 'Slope of a DEM in degrees or percent (Horn)',
  description:
    'Slope with the gradient of Horn (1981), float32, as gdaldem defines it. On geographic grids the size of a pixel in ' +
    'metres follows the latitude, so no scale factor is needed.',
  schema: slopeSchema,
  examples: [
    { line: 'cuesta slope dem.tif -o slope.tif', does: 'Degrees from the horizontal' },
    { line: 'cuesta slope dem.tif -o slope.tif --percent --no-edges', does: 'Percent, border left missing' },
  ],
  async run(config, context) {
    const job = await planSlope(config, context);
    return planOrRun(job.plan, context, async () => {
      const result = await runTerrain(job, context);
      return { json: describeResult(result), text: summarise(result) };
    });
  },
});
