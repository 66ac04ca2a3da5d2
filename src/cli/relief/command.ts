import { reliefSchema } from '../../pipelines/relief/config.js';
import { planRelief, runRelief } from '../../pipelines/relief/run-relief.node.js';
import { defineCommand } from '../command.js';
import { describeResult, planOrRun, summarise } from '../plan-or-run.js';

export const reliefCommand = defineCommand({
  name: 'relief',
  summary: 'Picture of a DEM: colours by height times a hillshade',
  description:
    'Colours by height, darkened and lightened by a hillshade, as PNG or as Cloud-Optimised GeoTIFF with red, green, blue and ' +
    'opacity. Colours run between the 2nd and 98th percentile of the heights unless --min, --max or --percentiles say otherwise; ' +
    'diverging ones have their middle at 0. Missing samples are transparent. A colour file has lines of a height (or 50%, or nv for ' +
    'missing samples) and a colour (red green blue, perhaps alpha, or a name), as gdaldem color-relief and colormap of Ames Stereo ' +
    'Pipeline take them; percentages are of the range from the lowest to the highest height. Where gdaldem gives missing samples ' +
    'the colour of their nodata value, here they are transparent unless nv has a colour.',
  schema: reliefSchema,
  examples: [
    { line: 'cuesta relief dem.tif -o relief.png --colours terrain --colour-bar inside', does: 'A picture' },
    {
      line: 'cuesta relief dem.tif -o relief.tif --variant multidirectional --shade 0.7',
      does: 'For a map: a GeoTIFF, gently shaded',
    },
    { line: 'cuesta relief dh.tif -o dh.png --colours diverging --shade 0', does: 'Differences, 0 white' },
    {
      line: 'cuesta relief dem.tif -o relief.tif --colours heights.txt --shade 0',
      does: 'As gdaldem color-relief',
    },
  ],
  async run(config, context) {
    const job = await planRelief(config, context);
    return planOrRun(job.plan, context, async () => {
      const result = await runRelief(job, context);
      const [min, max] = result.range;
      const text = `${summarise(result)}\ncolours from ${Number(min.toPrecision(6))} to ${Number(max.toPrecision(6))} m`;
      return { json: { ...describeResult(result), range: result.range }, text };
    });
  },
});
