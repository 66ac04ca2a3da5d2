import { mosaicSchema } from '../../pipelines/mosaic/config.js';
import type { MosaicResult } from '../../pipelines/mosaic/mosaic-result.js';
import { type MosaicJob, planMosaic } from '../../pipelines/mosaic/plan-mosaic.node.js';
import { runMosaic } from '../../pipelines/mosaic/run-mosaic.node.js';
import { seamLabel } from '../../pipelines/mosaic/seam-label.node.js';
import { defineCommand } from '../command.js';
import { describeResult, planOrRun, summarise } from '../plan-or-run.js';

export const mosaicCommand = defineCommand({
  name: 'mosaic',
  summary: 'Blend overlapping DEMs into one seamless Cloud-Optimised GeoTIFF',
  description:
    'Combines DEMs of any CRS, resolution and sample type on one body into one raster. By default they are blended: the ' +
    'weight of an input grows with the distance from its valid boundary, so that no step remains where an input ends. ' +
    'With --mode a statistic of the inputs is taken instead. The grid is that of the first input unless options say ' +
    'otherwise. The seams are measured: the step in height and slope across every boundary between inputs, against the ' +
    'same statistic just beside it. The result does not depend on the order of the inputs (first and last excepted), ' +
    'the number of threads or the memory. A run that was interrupted resumes when it is started again.',
  schema: mosaicSchema,
  examples: [
    { line: 'cuesta mosaic a.tif b.tif c.tif -o mosaic.tif', does: 'Feathered blend on the grid of a.tif' },
    {
      line: 'cuesta mosaic *.tif -o mosaic.tif --crs EPSG:32633 --tr 10 --tap --sigma --report mosaic.html',
      does: 'On a chosen grid, with the spread between inputs and a report',
    },
    { line: 'cuesta mosaic *.tif -o median.tif --mode median', does: 'Median of the inputs' },
    {
      line: 'cuesta mosaic @list.txt -o m.tif --bbox 300000 4000000 340000 4030000 --max-seam 1.5',
      does: 'Part of it; fails if a seam shows',
    },
  ],
  async run(config, context) {
    const job = await planMosaic(config, context);
    return planOrRun(job.plan, context, async () => {
      const result = await runMosaic(job, context);
      const { seams, worst, warnings } = result;
      return {
        json: { ...describeResult(result), seams, worstSeam: worst, warnings },
        text: `${summarise(result)}\n${seamLine(result, job)}`,
      };
    });
  },
});

function seamLine({ worst }: MosaicResult, { inputs }: MosaicJob): string {
  if (worst === null) return 'No seam is long enough to be measured.';
  const { median, insideMedian, ratio } = worst.heightJump;
  const step = `${median.toPrecision(3)} m across, ${insideMedian.toPrecision(3)} m beside it`;
  return `Worst seam: ${seamLabel(worst, inputs)}, median step ${step}, ratio ${ratio.toFixed(2)}`;
}
