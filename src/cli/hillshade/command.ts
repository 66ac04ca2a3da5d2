import { hillshadeSchema } from '../../pipelines/terrain/config.js';
import { planHillshade, runTerrain } from '../../pipelines/terrain/run-terrain.node.js';
import { defineCommand } from '../command.js';
import { describeResult, planOrRun, summarise } from '../plan-or-run.js';

export const hillshadeCommand = defineCommand({
  name: 'hillshade',
  summary: 'Shaded relief of a DEM (Horn)',
  description:
    'Lambertian hillshade with the gradient of Horn (1981): grey levels 1 to 255, 0 where missing, as gdaldem defines ' +
    'them. On geographic grids the size of a pixel in metres follows the latitude, so no scale factor is needed.',
  schema: hillshadeSchema,
  examples: [
    { line: 'cuesta hillshade dem.tif -o shade.tif', does: 'Sun in the north-west, 45 degrees high' },
    {
      line: 'cuesta hillshade nac.tif -o shade.tif --azimuth 354.6 --altitude 6.5',
      does: 'With the sun of a lunar image',
    },
  ],
  async run(config, context) {
    const job = await planHillshade(config, context);
    return planOrRun(job.plan, context, async () => {
      const result = await runTerrain(job, context);
      return { json: describeResult(result), text: summarise(result) };
    });
  },
});
