import { runTerrain, type TerrainJob } from '../pipelines/terrain/run-terrain.node.js';
import type { JobContext } from '../product/job-context.js';
import type { RunSettings } from '../product/run-settings.js';
import type { CommandResult } from './command.js';
import { describeResult, planOrRun, summarise } from './plan-or-run.js';

/** What every terrain command does with its plan. */
export function runTerrainJob(job: TerrainJob, context: JobContext): Promise<CommandResult> {
  return planOrRun(job.plan, context, async () => {
    const result = await runTerrain(job, context);
    return { json: describeResult(result), text: summarise(result) };
  });
}

/** Settings of the terrain commands that have no choice of back end. */
export const LOCAL_PRODUCT_SETTINGS: readonly (keyof RunSettings)[] = [
  'memory',
  'threads',
  'executor',
  'tileSize',
  'work',
  'overwrite',
  'dryRun',
];
