import { mosaicSchema } from '../../pipelines/mosaic/config.js';
import type { MosaicResult } from '../../pipelines/mosaic/mosaic-result.js';
import { type MosaicJob, planMosaics } from '../../pipelines/mosaic/plan-mosaic.node.js';
import { runMosaic } from '../../pipelines/mosaic/run-mosaic.node.js';
import { type MosaicPart, runMosaics } from '../../pipelines/mosaic/run-mosaics.node.js';
import { seamLabel } from '../../pipelines/mosaic/seam-label.node.js';
import { formatPlan } from '../../plan/plan.js';
import type { JobContext } from '../../product/job-context.js';
import { type CommandResult, defineCommand } from '../command.js';
import { describeResult, planOrRun, summarise } from '../plan-or-run.js';

export const mosaicCommand = defineCommand({
  name: 'mosaic',
  summary: 'Blend overlapping DEMs into one seamless Cloud-Optimised GeoTIFF',
  description:
    'Combines DEMs of any CRS, resolution and sample type on one body into one raster. By default they are blended: the ' +
    'weight of an input grows with the distance from its valid boundary, so that no step remains where an input ends. ' +
    'With --mode a statistic of the inputs is taken instead. The grid is that of the first input unless options say ' +
    'otherwise. All options go together in one run, but for those that contradict each other, which are named; every input is ' +
    'masked and eroded, then inputs are combined, then nodata spreads, holes are filled, heights grow and are smoothed. ' +
    'The seams are measured: the step in height and slope across every boundary between inputs, against the ' +
    'same statistic just beside it. The result does not depend on the order of the inputs (first, last and priority excepted), ' +
    'the number of threads or the memory. A run that was interrupted resumes when it is started again. The names of ' +
    "dem_mosaic's options work as well; what they mean and how they combine stands in docs/mosaic.md.",
  schema: mosaicSchema,
  examples: [
    { line: 'cuesta mosaic a.tif b.tif c.tif -o mosaic.tif', does: 'Feathered blend on the grid of a.tif' },
    {
      line: 'cuesta mosaic *.tif -o mosaic.tif --crs EPSG:32633 --tr 10 --tap --sigma --report mosaic.html',
      does: 'On a chosen grid, with the spread between inputs and a report',
    },
    { line: 'cuesta mosaic *.tif -o median.tif --mode median', does: 'Median of the inputs' },
    {
      line: 'cuesta mosaic fine.tif coarse.tif -o m.tif --tr 2 --priority 20 --source',
      does: 'A fine DEM as it is, and a coarse one around it',
    },
    {
      line: 'cuesta mosaic @dems.txt --sigma-list sigmas.txt -o m.tif --uncertainty',
      does: 'Weights from standard errors, and that of the result',
    },
    {
      line: 'cuesta mosaic @list.txt -o m.tif --output-tile-size 10000 --tile-index 3',
      does: 'The fourth file of a large mosaic, as a job of its own',
    },
    {
      line: 'cuesta mosaic @list.txt -o m.tif --bbox 300000 4000000 340000 4030000 --max-seam 1.5',
      does: 'Part of it; fails if a seam shows',
    },
  ],
  async run(config, context) {
    const jobs = await planMosaics(config, context);
    const [job] = jobs;
    if (job === undefined || job.tile !== null) return planOrRunTiles(jobs, context);
    return planOrRun(job.plan, context, async () => {
      const result = await runMosaic(job, context);
      return { json: describe(result), text: textOf(result, job) };
    });
  },
});

/** The files of a mosaic that is written as several. */
async function planOrRunTiles(jobs: readonly MosaicJob[], context: JobContext): Promise<CommandResult> {
  if (context.settings.dryRun) {
    const tiles = jobs.map(({ plan, tile }) => ({ tile, plan }));
    const text = jobs.map((job) => `${headingOf(job)}\n${formatPlan(job.plan)}`).join('\n');
    return { json: { tiles }, text: jobs.length === 0 ? NOTHING : text.trimEnd() };
  }
  const parts = await runMosaics(jobs, context);
  const tiles = parts.map(({ job, result }) => ({
    tile: job.tile,
    ...(result === null ? { outputs: [] } : describe(result)),
  }));
  return { json: { tiles }, text: parts.length === 0 ? NOTHING : parts.map(partText).join('\n') };
}

const NOTHING = 'No input reaches these files; nothing is written.';

function partText({ job, result }: MosaicPart): string {
  return `${headingOf(job)}\n${result === null ? 'without a valid sample, not written' : textOf(result, job)}`;
}

function headingOf({ tile }: MosaicJob): string {
  return `File ${tile!.index} of 0 to ${tile!.count - 1}`;
}

function describe(result: MosaicResult): object {
  const { seams, worst, warnings } = result;
  return { ...describeResult(result), seams, worstSeam: worst, warnings };
}

function textOf(result: MosaicResult, job: MosaicJob): string {
  return `${summarise(result)}\n${seamLine(result, job)}`;
}

function seamLine({ worst }: MosaicResult, { inputs }: MosaicJob): string {
  if (worst === null) return 'No seam is long enough to be measured.';
  const { median, insideMedian, ratio } = worst.heightJump;
  const step = `${median.toPrecision(3)} m across, ${insideMedian.toPrecision(3)} m beside it`;
  return `Worst seam: ${seamLabel(worst, inputs)}, median step ${step}, ratio ${ratio.toFixed(2)}`;
}
