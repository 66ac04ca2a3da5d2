import { compareSchema, isPointFile } from '../../pipelines/compare/config.js';
import { formatText } from '../../pipelines/compare/format-text.js';
import { planRasterCompare } from '../../pipelines/compare/plan-compare.node.js';
import { type CompareResult, compareJson } from '../../pipelines/compare/result.js';
import { runRasterCompare } from '../../pipelines/compare/run-compare.node.js';
import { formatPlan } from '../../plan/plan.js';
import { type CommandResult, defineCommand } from '../command.js';

export const compareCommand = defineCommand({
  name: 'compare',
  summary: 'Measure DEMs against a reference DEM or points',
  description: '',
  schema: compareSchema,
  examples: [],
  async run(config, context) {
    if (isPointFile(config)) throw new Error('later');
    const job = await planRasterCompare(config, context);
    if (context.settings.dryRun) {
      const plans = job.comparisons.map(({ plan }) => plan);
      return { json: plans, text: plans.map((plan) => formatPlan(plan).trimEnd()).join('\n\n') };
    }
    return resultOf(await runRasterCompare(job, context));
  },
});

function resultOf(result: CompareResult): CommandResult {
  return { json: compareJson(result), text: formatText(result) };
}
