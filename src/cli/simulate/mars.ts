import type { SimulateConfig } from '../../pipelines/simulate/config.js';
import { type MarsJob, marsScene } from '../../pipelines/simulate/mars-scene.js';
import { runMars } from '../../pipelines/simulate/run-mars.node.js';
import type { JobContext } from '../../product/job-context.js';
import type { CommandResult } from '../command.js';
import { summariseScene } from './summarise-scene.js';

/** `cuesta simulate mars`. */
export async function simulateMars(config: SimulateConfig, context: JobContext): Promise<CommandResult> {
  const job = marsScene(config);
  if (context.settings.dryRun) return { json: job, text: describeMars(job) };
  const result = await runMars(config, job, context);
  return { json: result, text: `${describeMars(job)}\n${summariseScene(result)}` };
}

const LANDFORMS = ['plateaus', 'channels', 'landslides', 'yardangs', 'dunes', 'ripples'] as const;

function describeMars({ options, grid, window }: MarsJob): string {
  const { terrain, images, reference } = options;
  const present = LANDFORMS.filter((name) => terrain[name] !== null);
  const { factor } = reference;
  return [
    `truth.tif  ${window.width} x ${window.height}, pixels of ${terrain.pixel} m: ${['craters', ...present].join(', ')}`,
    `reference.tif  ${grid.width / factor} x ${grid.height / factor}, ${factor} pixels per cell`,
    ...images.map(({ sun }, i) => {
      const angles = `azimuth ${sun.azimuth.toFixed(1)}, elevation ${sun.elevation.toFixed(1)}`;
      return `image-${i + 1}.tif  Sun at ${angles}`;
    }),
  ].join('\n');
}
