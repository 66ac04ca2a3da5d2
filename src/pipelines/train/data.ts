import { z } from 'zod';
import { CHEN_SHAPES } from '../../networks/chen2022/samples/chen-sample.js';
import type { Shape } from '../../nn/graph/shape.js';
import { simulatedMoonSchema } from './simulated-moon.js';
import { simulatedTerrainSchema } from './simulated-terrain.js';

/** Where samples come from, by `type`; simulated terrain when there is none. */
export const dataSchema = z.preprocess(
  (value = {}) => (typeof value === 'object' ? { type: 'simulated-terrain', ...value } : value),
  z.discriminatedUnion('type', [simulatedTerrainSchema, simulatedMoonSchema]),
);

export type DataConfig = z.output<typeof dataSchema>;

/** What a network gets from a kind of data and what it has to give back. */
export interface DataKind {
  /** Worker module that makes the samples. */
  readonly module: string;
  readonly count: number;
  readonly shapes: Readonly<Record<string, Shape>>;
  /** Fields that enter the network, in this order. */
  readonly inputs: readonly string[];
  /** The field that the prediction is held against. */
  readonly target: string;
}

export function dataKind(config: DataConfig): DataKind {
  switch (config.type) {
    case 'simulated-terrain': {
      const shape = [1, config.size, config.size];
      return {
        module: new URL('./simulated-terrain.worker.node.js', import.meta.url).href,
        count: config.count,
        shapes: { image: shape, height: shape },
        inputs: ['image'],
        target: 'height',
      };
    }
    case 'simulated-moon':
      return {
        module: new URL('./simulated-moon.worker.node.js', import.meta.url).href,
        count: config.scenes * config.tiles,
        shapes: { ...CHEN_SHAPES },
        inputs: ['image', 'coarse'],
        target: 'height',
      };
  }
}
