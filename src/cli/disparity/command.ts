import { disparitySchema } from '../../pipelines/disparity/config.js';
import { formatDisparityPlan, planDisparity } from '../../pipelines/disparity/plan-disparity.node.js';
import type { DisparityResult } from '../../pipelines/disparity/result.js';
import { runDisparity } from '../../pipelines/disparity/run-disparity.node.js';
import { defineCommand } from '../command.js';
import { formatDuration } from '../progress-printer.js';

export const disparityCommand = defineCommand({
  name: 'disparity',
  summary: 'Match a rectified pair of images: disparity of every pixel',
  description:
    'Semi-global matching (Hirschmüller 2008) of census strings: the left pixel (x, y) is the right pixel (x + d, y). ' +
    'With --levels 1 the whole range is searched at full size; with more, every level of a pyramid searches around the one ' +
    'above (Wang et al. 2022). A left-right check, the removal of small patches and a median follow. Penalties are in bits ' +
    'of Hamming distance times --factor. Samples of any type: 8-bit ones are taken as they are, others are spread from ' +
    'their 2nd to their 98th percentile. Disparities of OpenCV have the opposite sign: its 0 to 63 is --range -63 0. ' +
    'Images of any size are matched in strips that see 64 rows more on either side.',
  schema: disparitySchema,
  settings: ['memory', 'threads', 'executor', 'backend', 'work', 'overwrite', 'dryRun'],
  examples: [
    {
      line: 'cuesta disparity left.tif right.tif --range -63 0 -o disparity.tif',
      does: 'An ordinary stereo pair',
    },
    {
      line: 'cuesta disparity left.tif right.tif --range -200 200 --levels 5 --penalty canny --classes --report r.html -o d.tif',
      does: 'From coarse to fine, smooth except at edges, with classes and a report',
    },
    {
      line: 'cuesta disparity left.tif right.tif --range -40 40 --levels 5 --factor 8 --tune -o d.tif',
      does: 'With the P1 and P2 that match most',
    },
  ],
  async run(config, context) {
    const job = await planDisparity(config, context);
    if (context.settings.dryRun) return { json: planJson(job), text: formatDisparityPlan(job) };
    const result = await runDisparity(job, context);
    return { json: result, text: describe(result) };
  },
});

function describeTrial(best: NonNullable<DisparityResult['search']>['best']): string {
  if ('p1' in best) return `P1 ${best.p1}, P2 ${best.p2}, ${(100 * best.completeness).toFixed(2)} % matched`;
  return `threshold ${best.threshold}, RMSE ${best.rmse.toFixed(3)} columns`;
}

function planJson({
  views,
  range,
  levels,
  strips,
  paths,
  workFolder,
}: Awaited<ReturnType<typeof planDisparity>>) {
  const inputs = views.map(({ path, sha256 }) => ({ path, sha256 }));
  return { op: 'disparity', inputs, range, levels, strips, outputs: paths, workFolder };
}

function describe({ outputs, statistics, search, seconds }: DisparityResult): string {
  const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;
  const { completeness, occluded, mismatched, removed, least, greatest } = statistics;
  const found =
    search === null ? [] : [`Best of ${search.trials.length} trials: ${describeTrial(search.best)}`];
  return [
    ...found,
    ...outputs.map(({ path }) => path),
    `${percent(completeness)} matched, ${percent(occluded)} occluded, ${percent(mismatched)} mismatched, ${percent(removed)} in small patches`,
    `Disparities ${least.toFixed(2)} to ${greatest.toFixed(2)} columns, in ${formatDuration(seconds * 1000)}`,
  ].join('\n');
}
