import type { AdjustResult } from '../../pipelines/adjust/adjust-result.js';
import { type AdjustFlags, adjustFlagsSchema } from '../../pipelines/adjust/config.js';
import { resolveConfig } from '../../pipelines/adjust/job-file.node.js';
import { planAdjust } from '../../pipelines/adjust/plan-adjust.node.js';
import { runAdjust } from '../../pipelines/adjust/run-adjust.node.js';
import { defineCommand } from '../command.js';
import { describeResult, planOrRun, summarise } from '../plan-or-run.js';

export const adjustCommand = defineCommand({
  name: 'adjust',
  summary: 'Adjust a block of overlapping DEM scenes (position and height) and blend it into one',
  description:
    'Removes the systematic errors of overlapping DEM scenes, such as InSAR stripes, and makes one seamless DEM of them. ' +
    'Tie points are matched in all overlaps; a six-parameter affine per scene brings them together in plan, a cubic polynomial ' +
    'per scene in height. Control points (laser altimetry) or a coarse reference DEM place the block; --fix keeps a scene as it ' +
    'is, --free asks for no datum at all. Check points stay out of the adjustment and measure it. Every scene is resampled once, ' +
    'with both corrections, and blended; scenes may be in several CRSs of one body, and with --vertical-datum in several vertical ' +
    'datums; beside the mosaic lie its count, source and spread, the parameters with their ' +
    'covariance, tie points and residuals. A run that was interrupted resumes when it is started again.\n\n' +
    'A job file (YAML or JSON) holds `scenes`, a list of paths or of { path, orbit }, `reference`, `control`, and any option ' +
    'by its name in camelCase; its paths are relative to it, and options of the command line win.',
  schema: adjustFlagsSchema,
  examples: [
    {
      line: 'cuesta adjust scene*.tif -o block.tif --control laser.csv --footprint 70 --check-points 60 --reference srtm.tif --report block.html',
      does: 'With laser altimetry and a coarse reference DEM',
    },
    { line: 'cuesta adjust job.yaml -o block.tif', does: 'What the job file says' },
    { line: 'cuesta adjust a.tif b.tif -o ab.tif --fix a', does: 'Bring b to a' },
    {
      line: 'cuesta adjust a.tif b.tif c.tif -o abc.tif --free --fusion stripes',
      does: 'Only among themselves',
    },
  ],
  async run(flags, context) {
    const config = await resolveConfig(flags as unknown as AdjustFlags);
    const job = await planAdjust(config, context);
    return planOrRun(job.plan, context, async () => {
      const result = await runAdjust(job, context);
      const { block, seams, mosaicRmse, stageSeconds } = result;
      const { control, overlaps, warnings, checks, givenRmse } = block;
      return {
        json: {
          ...describeResult(result),
          ...{ overlaps, control, stageSeconds, warnings },
          plan: block.plan === null ? null : { groups: block.plan.groups, sigma0: block.plan.sigma0 },
          height: { groups: block.height.groups, sigma0: block.height.sigma0 },
          checkPoints:
            checks === null ? null : { givenRmse, before: checks.before, after: checks.after, mosaicRmse },
          seams: seams.blended.overall,
        },
        text: `${summarise(result)}\n${adjustmentLines(result).join('\n')}`,
      };
    });
  },
});

function adjustmentLines({ block, mosaicRmse }: AdjustResult): string[] {
  const { plan, height, checks, givenRmse, control } = block;
  const lines = [
    ...(plan?.groups ?? []).map((g) => ({ quantity: 'Position', unit: 'map units', ...g })),
    ...height.groups.map((g) => ({ quantity: 'Height', unit: 'm', ...g })),
  ].map(({ quantity, unit, group, count, rejected, rmsBefore, rmsAfter }) => {
    const change = `${rmsBefore.toPrecision(3)} -> ${rmsAfter.toPrecision(3)} ${unit}`;
    return `${quantity}, ${group}: ${count} observations (${rejected} rejected), RMS ${change}`;
  });
  if (control !== null)
    lines.push(`Control points: ${control.control} used, ${control.check} kept for checking`);
  if (checks !== null) {
    const after = `${checks.after.rmse.toPrecision(3)} m in the scenes, ${mosaicRmse.toPrecision(3)} m in the mosaic`;
    lines.push(`Check points: RMSE ${givenRmse.toPrecision(3)} m as given, ${after}`);
  }
  return lines;
}
