import { z } from 'zod';
import { chenShapes } from '../../networks/chen2022/samples/chen-sample.js';
import type { HeightFacts } from '../../networks/jspsr/metrics.js';
import { jspsrShapes } from '../../networks/jspsr/samples/jspsr-sample.js';
import { madnetShapes } from '../../networks/madnet/samples/madnet-sample.js';
import type { Shape } from '../../nn/graph/shape.js';
import { dfc30Schema } from './dfc30.js';
import { rastersSchema } from './rasters.js';
import { simulatedEarthSchema } from './simulated-earth.js';
import { simulatedMarsSchema } from './simulated-mars.js';
import { simulatedMoonSchema } from './simulated-moon.js';
import { simulatedTerrainSchema } from './simulated-terrain.js';

/** Where samples come from, by `type`; simulated terrain when there is none. */
export const dataSchema = z.preprocess(
  (value = {}) => (typeof value === 'object' ? { type: 'simulated-terrain', ...value } : value),
  z.discriminatedUnion('type', [
    simulatedTerrainSchema,
    simulatedMoonSchema,
    simulatedEarthSchema,
    simulatedMarsSchema,
    dfc30Schema,
    rastersSchema,
  ]),
);

export type DataConfig = z.output<typeof dataSchema>;

/** What a network gets from a kind of data and what it has to give back. */
export interface DataFields {
  readonly shapes: Readonly<Record<string, Shape>>;
  /** Fields that enter the network, in this order. */
  readonly inputs: readonly string[];
  /** The field that the prediction is held against. */
  readonly target: string;
  /** Of data whose first input is a coarse model and whose target is a fine one in the same numbers. */
  readonly heights?: HeightFacts;
}

/** What the paper's signal-to-noise ratios refer to at 3 and at 8 m, metres. */
const PEAKS: Readonly<Record<number, number>> = { 3: 933, 8: 929 };

export function dataFields(config: DataConfig): DataFields {
  switch (config.type) {
    case 'simulated-terrain': {
      const shape = [1, config.size, config.size];
      return { shapes: { image: shape, height: shape }, inputs: ['image'], target: 'height' };
    }
    case 'simulated-mars':
      return { shapes: madnetShapes(config.size, config.scale), inputs: ['image'], target: 'height' };
    case 'simulated-moon':
      return { shapes: { ...chenShapes() }, inputs: ['image', 'coarse'], target: 'height' };
    case 'simulated-earth':
    case 'dfc30': {
      const { size, guidance, heights: scale, pixel } = config;
      return {
        ...{ shapes: { ...jspsrShapes(size, guidance) }, inputs: ['dem', ...guidance], target: 'height' },
        heights: { scale, pixel, peak: PEAKS[pixel] ?? PEAKS[8]! },
      };
    }
    case 'rasters': {
      const [width, height] = config.tile;
      return { shapes: { ...chenShapes({ width, height }) }, inputs: ['image', 'coarse'], target: 'height' };
    }
  }
}
