import { peakRssBytes } from '../jobs/peak-memory.node.js';
import { formatMemory } from '../plan/memory.js';
import { formatPlan, type JobPlan } from '../plan/plan.js';
import type { JobContext } from '../product/job-context.js';
import type { ProductResult } from '../product/run-product.node.js';
import type { CommandResult } from './command.js';
import { formatDuration } from './progress-printer.js';

/** With `--dry-run` the plan, otherwise what `run` gives. */
export async function planOrRun(
  plan: JobPlan,
  context: JobContext,
  run: () => Promise<CommandResult>,
): Promise<CommandResult> {
  return context.settings.dryRun ? { json: plan, text: formatPlan(plan).trimEnd() } : run();
}

/** The lines that every raster-writing command ends with. */
export function summarise({ outputs, tiles, reused, seconds }: ProductResult<unknown>): string {
  const lines = outputs.map(({ path, bytes, spec }) => {
    return `${path}  ${spec.width} x ${spec.height} ${spec.dtype}, ${formatMemory(bytes)}`;
  });
  const again = reused > 0 ? ` (${reused} reused)` : '';
  const peak = formatMemory(peakRssBytes());
  return [...lines, `${tiles} tiles${again} in ${formatDuration(seconds * 1000)}, peak memory ${peak}`].join(
    '\n',
  );
}
