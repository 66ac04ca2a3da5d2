import { convertSchema } from '../../pipelines/convert/config.js';
import { planConvert, runConvert } from '../../pipelines/convert/run-convert.node.js';
import { defineCommand } from '../command.js';
import { describeResult, planOrRun, summarise } from '../plan-or-run.js';

export const convertCommand = defineCommand({
  name: 'convert',
  summary: 'Cut, reproject, change datum, type or compression of a raster',
  description:
    'Writes a raster anew as a Cloud-Optimised GeoTIFF: a part of it, in another CRS or resolution, with heights above ' +
    'another vertical datum, with other samples or compression. Samples that need no resampling are copied exactly. ' +
    'Missing samples never take part in an interpolation, and the valid area never grows.',
  schema: convertSchema,
  examples: [
    { line: 'cuesta convert dem.tif -o cog.tif --compress zstd', does: 'The same raster as a COG' },
    { line: 'cuesta convert dem.tif -o utm.tif --crs EPSG:32633 --tr 10', does: 'Reprojected' },
    {
      line: 'cuesta convert dem.tif -o hae.tif --assume-vertical egm2008 --vertical-datum ellipsoid --geoid egm08.gtx',
      does: 'From orthometric to ellipsoidal heights',
    },
  ],
  async run(config, context) {
    const job = await planConvert(config, context);
    return planOrRun(job.plan, context, async () => {
      const result = await runConvert(job, context);
      return { json: describeResult(result), text: summarise(result) };
    });
  },
});
