import { z } from 'zod';
import { LASER_OUTLIERS } from '../../simulate/stripe-laser.js';
import { marsFields } from './mars-config.js';
import { moonFields } from './moon-config.js';
import { sarFields } from './sar-config.js';

const pixels = z.number().int().min(16).max(100_000);

export const simulateSchema = z.strictObject({
  scenery: z
    .enum(['stripes', 'moon', 'mars', 'sar', 'earth'])
    .describe(
      'What to make. stripes: overlapping InSAR scenes along several orbits; moon: images and a coarse elevation model of lunar ground; ' +
        'mars: images and a coarse model of dunes, plateaus, channels and craters; sar: two radar images of mountains, hills ' +
        'and a plain; earth: an orthoimage, land use, trees and a global elevation model of ground and what stands on it',
    )
    .meta({ positional: true }),
  output: z
    .string()
    .min(1)
    .describe('Folder to write; made when it is missing')
    .meta({ short: 'o', placeholder: 'folder' }),
  seed: z
    .number()
    .int()
    .min(0)
    .max(0x7fffffff)
    .default(1)
    .describe('Decides terrain, errors and noise: the same seed gives the same files'),
  orbits: z.number().int().min(1).max(99).default(4).describe('stripes: orbits side by side'),
  scenes: z.number().int().min(1).max(99).default(3).describe('Scenes along each orbit'),
  size: pixels
    .optional()
    .describe(
      'Width and height of a scene in pixels (default: 600; moon, mars: 2048; sar: 1600; earth: 1024)',
    )
    .meta({ placeholder: 'px' }),
  width: pixels.optional().describe('Width of a scene, instead of --size').meta({ placeholder: 'px' }),
  height: pixels.optional().describe('Height of a scene, instead of --size').meta({ placeholder: 'px' }),
  pixel: z
    .number()
    .positive()
    .optional()
    .describe('Pixel size in metres (default: 8; moon: 1.5; mars: that of --sensor; sar: 5; earth: 2)')
    .meta({ placeholder: 'm' }),
  overlap: z
    .number()
    .min(0)
    .max(0.9)
    .default(0.25)
    .describe('Shared part of neighbouring scenes, along and across the orbits')
    .meta({ placeholder: 'part' }),
  planError: z
    .number()
    .min(0)
    .max(100)
    .default(5)
    .describe('Largest error of position of a scene, in pixels')
    .meta({ placeholder: 'px' }),
  heightRmse: z
    .number()
    .positive()
    .max(1000)
    .default(3.5)
    .describe('RMSE of the heights before adjustment: position, polynomial and noise together')
    .meta({ placeholder: 'm' }),
  laserPoints: z
    .number()
    .int()
    .min(0)
    .max(1_000_000)
    .default(400)
    .describe('Laser altimeter points along ground tracks')
    .meta({ placeholder: 'n' }),
  laserFootprint: z
    .number()
    .positive()
    .default(70)
    .describe('Diameter of the ground that a laser point averages')
    .meta({ placeholder: 'm' }),
  laserOutliers: z
    .number()
    .min(0)
    .max(0.5)
    .default(LASER_OUTLIERS)
    .describe('Part of the laser points that clouds and echoes spoil, by 10 to 60 m')
    .meta({ placeholder: 'part' }),
  spoiled: z
    .number()
    .min(0)
    .max(0.5)
    .default(0)
    .describe(
      'Part of every scene that is spoiled: patches that show ground 8 to 16 pixels away, 10 to 40 m too high or low',
    )
    .meta({ placeholder: 'part' }),
  referencePixel: z
    .number()
    .positive()
    .default(90)
    .describe('Cell size of the coarse reference DEM')
    .meta({ placeholder: 'm' }),
  truth: z
    .boolean()
    .default(true)
    .describe('Write the true terrain of the whole block; --no-truth leaves it out'),
  crs: z
    .string()
    .optional()
    .describe(
      'Projected CRS in metres: EPSG:code, IAU_2015:code, PROJ string, WKT or PROJJSON (default: EPSG:32650; moon: IAU_2015:30110; mars: IAU_2015:49910; sar: EPSG:32649; earth: EPSG:32632)',
    )
    .meta({ placeholder: 'crs' }),
  ...moonFields,
  ...marsFields,
  ...sarFields,
});

export type SimulateConfig = z.output<typeof simulateSchema>;
