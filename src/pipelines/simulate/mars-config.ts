import { z } from 'zod';
import type { MarsReferenceName, MarsSensorName } from '../../simulate/mars/mars-sensors.js';

const sensors = ['cassis', 'hrsc', 'ctx', 'hirise'] as const satisfies readonly MarsSensorName[];
const references = ['mola', 'hrsc'] as const satisfies readonly MarsReferenceName[];

/** Options of `simulate mars` besides those that it shares. */
export const marsFields = {
  sensor: z
    .enum(sensors)
    .default('cassis')
    .describe(
      'mars: camera whose pixels, sharpness, noise and haze the images have: cassis 4.6 m, hrsc 12.5 m, ctx 6 m, hirise 0.5 m',
    ),
  reference: z
    .enum(references)
    .optional()
    .describe('mars: coarse model, mola (463 m) or hrsc (50 m) (default: mola under hrsc, else hrsc)'),
} as const;
