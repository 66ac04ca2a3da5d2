import { z } from 'zod';
import type { Shape } from '../../nn/graph/shape.js';
import { simulatedTerrainSchema } from './simulated-terrain.js';

/** Where samples come from, by `type`; simulated terrain when there is none. */
export const dataSchema = z.preprocess(
  (value = {}) => (typeof value === 'object' ? { type: 'simulated-terrain', ...value } : value),
  z.discriminatedUnion('type', [simulatedTerrainSchema]),
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
  }
}
