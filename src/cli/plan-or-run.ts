import { sidecarPath } from '../io/sidecar.js';
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
    return `${path}  ${spec.width} x ${spec.height} ${spec.dtype}, ${formatBytes(bytes)}`;
  });
  const count = tiles === 1 ? '1 tile' : `${tiles} tiles`;
  const again = reused > 0 ? ` (${reused} reused)` : '';
  const peak = formatMemory(peakRssBytes());
  lines.push(`${count}${again} in ${formatDuration(seconds * 1000)}, peak memory ${peak}`);
  return lines.join('\n');
}

/** What `--json` says of every raster-writing command; the sidecars say the rest. */
export function describeResult({ outputs, tiles, reused, seconds }: ProductResult<unknown>): object {
  return {
    outputs: outputs.map(({ name, path, bytes, sha256, spec }) => ({
      name,
      path,
      sidecar: sidecarPath(path),
      width: spec.width,
      height: spec.height,
      bands: spec.bands,
      dtype: spec.dtype,
      bytes,
      sha256,
    })),
    tiles,
    reused,
    seconds,
    peakMemoryBytes: peakRssBytes(),
  };
}

/** `850 bytes`, `12.3 KiB`, `4.0 MiB`. */
function formatBytes(bytes: number): string {
  if (bytes < 1024) return `${bytes} bytes`;
  const power = Math.min(3, Math.floor(Math.log2(bytes) / 10));
  return `${(bytes / 1024 ** power).toFixed(1)} ${['KiB', 'MiB', 'GiB'][power - 1]}`;
}
