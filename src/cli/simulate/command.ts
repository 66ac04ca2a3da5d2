import { sidecarPath } from '../../io/sidecar.js';
import { peakRssBytes } from '../../jobs/peak-memory.node.js';
import { simulateSchema } from '../../pipelines/simulate/config.js';
import { type MoonScene, moonScene } from '../../pipelines/simulate/moon-scene.js';
import { planSimulate, type SimulateJob } from '../../pipelines/simulate/plan-simulate.node.js';
import { runMoon } from '../../pipelines/simulate/run-moon.node.js';
import { runSimulate, type SimulateResult } from '../../pipelines/simulate/run-simulate.node.js';
import { formatMemory } from '../../plan/memory.js';
import { defineCommand } from '../command.js';
import { formatDuration } from '../progress-printer.js';
import { simulateEarth } from './earth.js';
import { simulateMars } from './mars.js';
import { simulateSar } from './sar.js';
import { summariseScene } from './summarise-scene.js';

export const simulateCommand = defineCommand({
  name: 'simulate',
  summary:
    'Make scenes with known truth to test other commands: InSAR stripes, images of Moon and Mars, radar pairs',
  description:
    'stripes: overlapping InSAR DEMs along several orbits over rough terrain. Every scene has an affine error of position, a ' +
    'third-order error of height, noise of 0.5 m in the middle that grows to 2 m at its edges, and voids in layover, shadow ' +
    'and water. Beside the scenes stand reference.tif (coarse DEM, noise of 3 m), laser.csv (altimeter points, 0.15 m, some ' +
    'spoiled), truth.tif (the terrain), job.json (what belongs together) and true-parameters.json (the ' +
    'corrections to find, with their convention). The block lies around the natural origin of the CRS.\n\n' +
    'moon: lunar ground with craters of all ages and boulders (truth.tif), images of it under several Suns with cast shadows, albedo, ' +
    'point spread and noise (image-1.tif, ...; their sidecars record the angles), a coarse model of 60 m (coarse.tif), and all ' +
    'parameters (scene.json). Options that begin with "moon:" are for it alone. The scene is made in memory: about 30 bytes per pixel.\n\n' +
    'mars: ground with craters of all ages and, by the seed, layered plateaus, channels, landslides, yardangs, dunes and ripples ' +
    '(truth.tif), images of it in grey levels 1 to 255 through dusty air, with albedo and wind streaks that do not follow the relief ' +
    '(image-1.tif, ...), a coarse model (reference.tif) and all parameters (scene.json). In memory: about 50 bytes per pixel.\n\n' +
    'sar: a stereo pair of radar images (left.json and left.tif, right.json and right.tif; docs/sar-format.md) of mountains with forest, ' +
    'hills and a plain with fields, or of a DEM: layover, foreshortening, shadow, speckle and receiver noise by exact range and Doppler. ' +
    'Beside them stand truth.tif, a-priori.tif (30 m, with the errors that such DEMs have), left-visibility.tif and right-visibility.tif ' +
    '(layover and shadow) and scene.json (angles, test areas). The scene is made in memory: about 14 bytes per pixel of the truth ' +
    'and 9 per sample of an image; the plan says how much.\n\n' +
    'earth: ground with rivers, roads, embankments and terraces (truth.tif), with houses and trees on it (surface.tif), an orthoimage in ' +
    'red, green and blue (image.tif), classes of land use (land-use.tif), heights of trees (canopy.tif), and a model of 30 m as global ones ' +
    'are: it lies between ground and tree tops, with noise (dem.tif). All parameters stand in scene.json. The scene is made in memory: ' +
    'about 100 bytes per pixel.\n\n' +
    'The same options give the same bytes. After an interruption the same command goes on where it was (stripes).',
  schema: simulateSchema,
  examples: [
    {
      line: 'cuesta simulate stripes -o stripes',
      does: 'Four orbits of three scenes, 600 x 600 pixels of 8 m',
    },
    {
      line: 'cuesta simulate stripes -o big --width 6588 --height 8020 --no-truth',
      does: 'As large as the block of Hong et al. (2022)',
    },
    {
      line: 'cuesta simulate stripes -o moon --crs IAU_2015:30110 --seed 7',
      does: 'Stripes on the Moon',
    },
    {
      line: 'cuesta simulate moon -o scene --sun 315,20 --sun 80,35 --pair',
      does: 'A lunar scene of 2048 x 2048 pixels of 1.5 m under two Suns, each image in a left and a right part',
    },
    {
      line: 'cuesta simulate mars -o mars --sensor ctx --seed 23',
      does: 'Mesas and craters of Mars, 2048 x 2048 pixels of 6 m, over an HRSC-like model of 50 m',
    },
    {
      line: 'cuesta simulate sar -o pair',
      does: 'The stripmap pair of Wang et al. (2022) over 8 x 8 km, truth of 5 m',
    },
    {
      line: 'cuesta simulate sar -o crossed --mode spotlight --opposite --size 800',
      does: 'One image from either side, 1.2 x 1.6 m, over 4 x 4 km',
    },
    {
      line: 'cuesta simulate earth -o valley --seed 7',
      does: 'Ground of 2 x 2 km with what stands on it, and its model of 30 m',
    },
  ],
  async run(config, context) {
    if (config.scenery === 'sar') return simulateSar(config, context);
    if (config.scenery === 'earth') return simulateEarth(config, context);
    if (config.scenery === 'mars') return simulateMars(config, context);
    if (config.scenery === 'moon') {
      const scene = moonScene(config);
      if (context.settings.dryRun) return { json: scene, text: describeMoon(scene) };
      const result = await runMoon(config, scene, context);
      return { json: result, text: `${describeMoon(scene)}\n${summariseScene(result)}` };
    }
    const job = planSimulate(config, context);
    if (context.settings.dryRun)
      return { json: job.rasters.map(({ plan }) => plan), text: describePlan(job) };
    const result = await runSimulate(job, context);
    return { json: describeResult(job, result), text: summarise(job, result) };
  },
});

/** One line per raster: many plans in full would hide what matters. */
function describePlan({ config, rasters, stripes }: SimulateJob): string {
  const plans = rasters.map(({ plan }) => plan);
  const lines = plans.map(({ grid, tiles, outputs }) => {
    return `${outputs[0].path}  ${grid.width} x ${grid.height}, ${tiles.cols * tiles.rows} tiles of ${tiles.tileSize}`;
  });
  const threads = Math.max(...plans.map((plan) => plan.threads));
  const memory = Math.max(...plans.map((plan) => plan.estimatedBytes));
  const bytes = plans.reduce((sum, { outputs }) => sum + outputs[0].bytes, 0);
  lines.push(
    `${config.orbits} orbits of ${config.scenes} scenes in ${stripes.options.crs.name}, ${config.laserPoints} laser points`,
    `${threads} ${plans[0].executor}, memory ${formatMemory(memory)}, disk up to ${formatMemory(bytes)}`,
  );
  return lines.join('\n');
}

function describeResult({ rasters }: SimulateJob, result: SimulateResult): object {
  const outputs = result.rasters.map((raster, i) => {
    const { width, height } = rasters[i].plan.grid;
    return { ...raster, sidecar: sidecarPath(raster.path), width, height };
  });
  const { laser, laserPoints, parameters, job, reused, seconds } = result;
  return { outputs, laser, laserPoints, parameters, job, reused, seconds, peakMemoryBytes: peakRssBytes() };
}

function summarise({ config }: SimulateJob, { rasters, laserPoints, job, seconds }: SimulateResult): string {
  const bytes = rasters.reduce((sum, raster) => sum + raster.bytes, 0);
  return [
    `${config.output}  ${config.orbits * config.scenes} scenes, ${laserPoints} laser points, ${formatMemory(bytes)}`,
    `${job}  what belongs together`,
    `made in ${formatDuration(seconds * 1000)}, peak memory ${formatMemory(peakRssBytes())}`,
  ].join('\n');
}

function describeMoon({ images, window, grid, options }: MoonScene): string {
  const lines = images.map(({ name, options: { sun }, window: part }) => {
    const angles = `azimuth ${sun.azimuth.toFixed(1)}, elevation ${sun.elevation.toFixed(1)}`;
    return `${name}.tif  ${part.width} x ${part.height}, Sun at ${angles}`;
  });
  const { factor } = options.coarse;
  const coarse = `${grid.width / factor} x ${grid.height / factor}, ${factor} pixels per cell`;
  return [`truth.tif  ${window.width} x ${window.height}`, `coarse.tif  ${coarse}`, ...lines].join('\n');
}
