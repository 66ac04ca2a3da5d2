import type { JobContext } from '../../product/job-context.js';
import type { AdjustJob } from './plan-adjust.node.js';
import type { AdjustResult } from './run-adjust.node.js';

export async function writeAdjustReport(
  path: string,
  job: AdjustJob,
  result: AdjustResult,
  context: JobContext,
): Promise<void> {
  context.log('debug', `${path} ${job.scenes.length} ${result.tiles}`);
}
