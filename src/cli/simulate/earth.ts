import type { SimulateConfig } from '../../pipelines/simulate/config.js';
import { type EarthJob, earthJob } from '../../pipelines/simulate/earth-scene.js';
import { runEarth } from '../../pipelines/simulate/run-earth.node.js';
import type { JobContext } from '../../product/job-context.js';
import type { CommandResult } from '../command.js';
import { summariseScene } from './summarise-scene.js';

/** `cuesta simulate earth`. */
export async function simulateEarth(config: SimulateConfig, context: JobContext): Promise<CommandResult> {
  const job = earthJob(config);
  if (context.settings.dryRun) return { json: job, text: describeEarth(job) };
  const result = await runEarth(config, job, context);
  return { json: result, text: `${describeEarth(job)}\n${summariseScene(result)}` };
}

function describeEarth({ options, grid, window, factor }: EarthJob): string {
  const { parcels, relief, pixel } = options;
  const [town, wood] = [parcels.urban, parcels.forest].map((share) => Math.round(100 * share));
  return [
    `truth.tif, surface.tif, image.tif, land-use.tif, canopy.tif  ${window.width} x ${window.height}, pixels of ${pixel} m`,
    `dem.tif  ${grid.width / factor} x ${grid.height / factor}, cells of ${factor * pixel} m`,
    `relief of ${relief.toFixed(0)} m over a kilometre; towns ${town} %, woods ${wood} % of the parcels`,
  ].join('\n');
}
