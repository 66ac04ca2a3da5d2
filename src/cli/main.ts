#!/usr/bin/env node
import { createRequire } from 'node:module';
import { Command } from 'commander';
import type { CommandDefinition } from './command.js';
import { runCommand } from './run-command.js';

/** Commands load when they are called: `cuesta --help` reads none of them. */
const COMMANDS: readonly { name: string; summary: string; load: () => Promise<CommandDefinition> }[] = [
  {
    name: 'mosaic',
    summary: 'Blend overlapping DEMs into one seamless Cloud-Optimised GeoTIFF',
    load: async () => (await import('./mosaic/command.js')).mosaicCommand,
  },
  {
    name: 'adjust',
    summary: 'Adjust a block of overlapping DEM scenes (position and height) and blend it into one',
    load: async () => (await import('./adjust/command.js')).adjustCommand,
  },
  {
    name: 'align',
    summary: 'Align a DEM to a reference DEM or to control points',
    load: async () => (await import('./align/command.js')).alignCommand,
  },
  {
    name: 'compare',
    summary: 'Measure DEMs against a reference DEM or points',
    load: async () => (await import('./compare/command.js')).compareCommand,
  },
  {
    name: 'info',
    summary: 'Show size, grid, CRS, datums and structure of rasters',
    load: async () => (await import('./info/command.js')).infoCommand,
  },
  {
    name: 'convert',
    summary: 'Cut, reproject, change datum, type or compression of a raster',
    load: async () => (await import('./convert/command.js')).convertCommand,
  },
  {
    name: 'hillshade',
    summary: 'Shaded relief of a DEM',
    load: async () => (await import('./hillshade/command.js')).hillshadeCommand,
  },
  {
    name: 'relief',
    summary: 'Picture of a DEM: colours by height times a hillshade',
    load: async () => (await import('./relief/command.js')).reliefCommand,
  },
  {
    name: 'slope',
    summary: 'Slope of a DEM in degrees or percent',
    load: async () => (await import('./slope/command.js')).slopeCommand,
  },
  {
    name: 'aspect',
    summary: 'Direction towards which the ground of a DEM falls',
    load: async () => (await import('./aspect/command.js')).aspectCommand,
  },
  {
    name: 'tpi',
    summary: 'Topographic position index of a DEM',
    load: async () => (await import('./tpi/command.js')).tpiCommand,
  },
  {
    name: 'tri',
    summary: 'Terrain ruggedness index of a DEM (Riley or Wilson)',
    load: async () => (await import('./tri/command.js')).triCommand,
  },
  {
    name: 'roughness',
    summary: 'Roughness of a DEM: largest minus smallest height of 3 x 3',
    load: async () => (await import('./roughness/command.js')).roughnessCommand,
  },
  {
    name: 'curvature',
    summary: 'Profile, planform or tangential curvature of a DEM',
    load: async () => (await import('./curvature/command.js')).curvatureCommand,
  },
  {
    name: 'contour',
    summary: 'Contour lines of a DEM as GeoJSON',
    load: async () => (await import('./contour/command.js')).contourCommand,
  },
  {
    name: 'profile',
    summary: 'Heights of a DEM along a line as CSV and SVG',
    load: async () => (await import('./profile/command.js')).profileCommand,
  },
  {
    name: 'fill',
    summary: 'Fill the voids of a DEM by interpolation or from a second DEM',
    load: async () => (await import('./fill/command.js')).fillCommand,
  },
  {
    name: 'filter',
    summary: 'Remove noise or spikes from a DEM',
    load: async () => (await import('./filter/command.js')).filterCommand,
  },
  {
    name: 'reconstruct',
    summary: 'Make a DTM of the resolution of one image with a network and a coarse DTM',
    load: async () => (await import('./reconstruct/command.js')).reconstructCommand,
  },
  {
    name: 'enhance',
    summary: 'Make a fine DTM of the bare earth from a global DEM and an orthoimage with a network',
    load: async () => (await import('./enhance/command.js')).enhanceCommand,
  },
  {
    name: 'disparity',
    summary: 'Match a rectified pair of images: disparity of every pixel',
    load: async () => (await import('./disparity/command.js')).disparityCommand,
  },
  {
    name: 'radar',
    summary: 'Make a DSM from stereo pairs of SAR images (radargrammetry)',
    load: async () => (await import('./radar/command.js')).radarCommand,
  },
  {
    name: 'simulate',
    summary: 'Make scenes with known errors, control and reference, to test an adjustment',
    load: async () => (await import('./simulate/command.js')).simulateCommand,
  },
  {
    name: 'dataset',
    summary: 'Make training samples from rasters of the same ground',
    load: async () => (await import('./dataset/command.js')).datasetCommand,
  },
  {
    name: 'train',
    summary: 'Train a network that makes heights, on the CPU or a GPU',
    load: async () => (await import('./train/command.js')).trainCommand,
  },
  {
    name: 'model',
    summary: 'Inspect, export and verify networks for inference (ONNX)',
    load: async () => (await import('./model/command.js')).modelCommand,
  },
  {
    name: 'demo',
    summary: 'Make rough terrain with known truth, mosaic its pieces and report the accuracy',
    load: async () => (await import('./demo/command.js')).demoCommand,
  },
];

const { version } = createRequire(import.meta.url)('../../package.json') as { version: string };
// `cuesta ... | head`: the reader has seen enough.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));

const [name, ...rest] = helpFirst(process.argv.slice(2));
const entry = COMMANDS.find((command) => command.name === name);

if (entry === undefined) {
  const program = new Command('cuesta')
    .description('Makes elevation models (DEMs) on Earth, Moon and Mars.')
    .version(version)
    .showHelpAfterError('Run `cuesta --help` for the list of commands.')
    .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2));
  for (const command of COMMANDS) program.command(command.name).summary(command.summary);
  program.addHelpText('after', '\nRun `cuesta COMMAND --help` for its options and examples.');
  if (name === undefined) program.help();
  await program.parseAsync();
} else {
  process.exitCode = await runCommand(await entry.load(), rest);
}

/** `cuesta help COMMAND` is `cuesta COMMAND --help`. */
function helpFirst(argv: string[]): string[] {
  const [first, second] = argv;
  return first === 'help' && second !== undefined ? [second, '--help'] : argv;
}
