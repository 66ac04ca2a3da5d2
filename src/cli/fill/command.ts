import { fillSchema } from '../../pipelines/fill/config.js';
import { planFill, runFill } from '../../pipelines/fill/run-fill.node.js';
import { defineCommand } from '../command.js';
import { describeResult, planOrRun, summarise } from '../plan-or-run.js';

export const fillCommand = defineCommand({
  name: 'fill',
  summary: 'Fill the voids of a DEM by interpolation or from a second DEM',
  description:
    'Fills missing samples; measured ones never change. Without a second DEM by inverse distance, as gdal_fillnodata: the nearest height ' +
    'of each of the four quadrants around the pixel, weighted by the inverse of its distance. With a second DEM by delta surface ' +
    '(Grohman et al. 2006): the heights of the second plus the difference of both, interpolated from the rim of the void, which ' +
    'fades with the distance into the median difference of both DEMs; so there is no step at the rim, and a constant difference of ' +
    'their heights does no harm. Where the second has no height either, by inverse distance. OUTPUT_fill.tif holds how each height ' +
    'came to be: 0 measured, 1 inverse distance, 2 second DEM, 255 missing still.',
  schema: fillSchema,
  examples: [
    {
      line: 'cuesta fill dem.tif -o filled.tif --max-void 30',
      does: 'Small voids; large ones and the border stay',
    },
    {
      line: 'cuesta fill dem.tif -o filled.tif --with copernicus.tif --smoothing 2',
      does: 'From a second DEM, whatever its grid',
    },
    {
      line: 'cuesta fill dem.tif -o filled.tif --md 50 --si 1 --complete',
      does: 'As gdal_fillnodata; fail when a sample stays missing',
    },
  ],
  async run(config, context) {
    const job = await planFill(config, context);
    return planOrRun(job.plan, context, async () => {
      const result = await runFill(job, context);
      const { measured, distance, second, missing } = result.counts;
      const by = job.config.with === undefined ? '' : `, ${second} from ${job.config.with}`;
      const text = `${measured} pixels measured, ${distance} interpolated${by}, ${missing} still missing`;
      const { counts, medianDifference } = result;
      return {
        json: { ...describeResult(result), pixels: counts, medianDifference },
        text: `${summarise(result)}\n${text}`,
      };
    });
  },
});
