import { filterSchema } from '../../pipelines/filter/config.js';
import { planFilter, runFilter } from '../../pipelines/filter/run-filter.node.js';
import { defineCommand } from '../command.js';
import { describeResult, planOrRun, summarise } from '../plan-or-run.js';
import { LOCAL_PRODUCT_SETTINGS } from '../run-terrain-job.js';

export const filterCommand = defineCommand({
  name: 'filter',
  summary: 'Remove noise or spikes from a DEM',
  description:
    'median: the middle of the heights of a square window. bilateral (Tomasi & Manduchi 1998): a mean of a round window, weighted by ' +
    'Gaussians of distance and of height difference. spikes: heights that are farther from the median of their neighbours than ' +
    '--threshold metres and than --sigmas robust standard deviations (1.4826 times the median absolute deviation; the Hampel ' +
    'identifier, Davies & Gather 1993) get that median or are removed; all others stay as they are. A window has to be wider than ' +
    'twice the spikes. Missing samples take no part and stay missing: cuesta fill fills them. OUTPUT_change.tif holds what became of each ' +
    'height: 0 kept, 1 changed, 2 removed, 255 missing before.',
  schema: filterSchema,
  settings: LOCAL_PRODUCT_SETTINGS,
  examples: [
    {
      line: 'cuesta filter dem.tif -o clean.tif --method spikes --sigmas 6 --threshold 20 --replace missing',
      does: 'Remove what stands out by 20 m and six times the local roughness',
    },
    {
      line: 'cuesta filter dem.tif -o smooth.tif --method bilateral --sigma-height 3 --size 7',
      does: 'Noise of 3 m',
    },
    { line: 'cuesta filter dem.tif -o smooth.tif --method median --size 5', does: 'Median of 5 x 5' },
  ],
  async run(config, context) {
    const job = await planFilter(config, context);
    return planOrRun(job.plan, context, async () => {
      const result = await runFilter(job, context);
      const { kept, changed, removed, missing } = result.counts;
      const text = `${changed} pixels changed, ${removed} removed, ${kept} kept, ${missing} missing before`;
      return {
        json: { ...describeResult(result), pixels: result.counts },
        text: `${summarise(result)}\n${text}`,
      };
    });
  },
});
