import { peakRssBytes } from '../../jobs/peak-memory.node.js';
import type { SceneResult } from '../../pipelines/simulate/write-scene.node.js';
import { formatMemory } from '../../plan/memory.js';
import { formatDuration } from '../progress-printer.js';

/** What was written, and how long it took. */
export function summariseScene({ rasters, scene, seconds }: SceneResult): string {
  const bytes = rasters.reduce((sum, raster) => sum + raster.bytes, 0);
  return [
    `${scene}  all parameters; ${rasters.length} rasters, ${formatMemory(bytes)}`,
    `made in ${formatDuration(seconds * 1000)}, peak memory ${formatMemory(peakRssBytes())}`,
  ].join('\n');
}
