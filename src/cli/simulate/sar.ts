import { peakRssBytes } from '../../jobs/peak-memory.node.js';
import type { SimulateConfig } from '../../pipelines/simulate/config.js';
import { runSar } from '../../pipelines/simulate/run-sar.node.js';
import { inspectSarDem } from '../../pipelines/simulate/sar-dem.node.js';
import { SAR_FILES } from '../../pipelines/simulate/sar-documents.js';
import { type SarJob, sarGrid, sarJob } from '../../pipelines/simulate/sar-job.js';
import { formatMemory } from '../../plan/memory.js';
import { defaultMemory } from '../../plan/system.node.js';
import type { JobContext } from '../../product/job-context.js';
import type { CommandResult } from '../command.js';
import { formatDuration } from '../progress-printer.js';

/** `cuesta simulate sar`. */
export async function simulateSar(config: SimulateConfig, context: JobContext): Promise<CommandResult> {
  const { settings, signal } = context;
  const grid = sarGrid(config) ?? (await inspectSarDem(config.dem!, signal));
  const job = sarJob(config, grid, settings.memory ?? defaultMemory());
  if (settings.dryRun) return { json: job, text: describeSar(job) };
  const { rasters, images, scene, seconds } = await runSar(config, job, context);
  const bytes = rasters.reduce((sum, raster) => sum + raster.bytes, 0);
  const text = [
    describeSar(job),
    `${images.join(', ')}  descriptions of the images`,
    `${scene}  what belongs together; ${rasters.length} rasters, ${formatMemory(bytes)}`,
    `made in ${formatDuration(seconds * 1000)}, peak memory ${formatMemory(peakRssBytes())}`,
  ].join('\n');
  return { json: { rasters, images, scene, seconds, peakMemoryBytes: peakRssBytes() }, text };
}

function describeSar({ grid, shots, estimatedBytes }: SarJob): string {
  const lines = shots.map(({ name, pass, rangeSpacing, azimuthSpacing }) => {
    const angles = `incidence ${pass.incidenceDeg}, heading ${pass.headingDeg}, looking ${pass.look}`;
    return `${SAR_FILES.description(name)}  ${angles}, ${rangeSpacing} x ${azimuthSpacing} m`;
  });
  return [
    `${SAR_FILES.truth}  ${grid.width} x ${grid.height} in ${grid.crs.name}`,
    ...lines,
    `1 thread, memory up to ${formatMemory(estimatedBytes)}`,
  ].join('\n');
}
