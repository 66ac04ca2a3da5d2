import { describe, expect, test } from 'vitest';
import { Graph } from '../../nn/graph/graph.js';
import { createContext, declareNetwork } from '../../nn/model/declare.js';
import { chen2022 } from './chen2022.js';
import { type Chen2022Config, chen2022Schema } from './config.js';

const config = (options: Partial<Chen2022Config> = {}) =>
  chen2022Schema.parse({ type: 'chen2022', ...options });
const tile = [1, 1, 256, 320];

/** Products of the last block per pixel. */
const LAST_PRODUCTS = { full: 4 * 128 * 32, compact: 4 * 32 * 16, small: 4 * 32 * 16 };

/** 10^9 products of the forward pass for one tile of 256 x 320. */
function gigaProducts(options: Partial<Chen2022Config>, literal: boolean): number {
  const graph = new Graph('cpu');
  const model = createContext({
    graph,
    training: false,
    parameter: (name, shape) => graph.input(name, shape),
    state: (name, shape) => graph.input(name, shape),
    updateState: () => {},
  });
  chen2022({ ...config(options), literal })(model, graph.input('image', tile), graph.input('coarse', tile));
  return graph.flops / 2e9;
}

describe('sizes of methods/chen2022.md, section 3', () => {
  test.each([
    ['full', {}, 82_887_297],
    ['full', { stem: 7 }, 82_889_857],
    ['full', { upsampling: 'zeros' }, 82_887_297],
    ['full', { stem: 7, upsampling: 'transposed' }, 82_889_857],
    ['compact', {}, 1_730_121],
    ['small', {}, 1_087_625],
  ] as const)('%s %o: %i parameters', (size, variant, parameters) => {
    const declaration = declareNetwork(chen2022(config({ size, ...variant })), tile, tile);
    expect(declaration.parameters.size).toBe(parameters);
    expect(declaration.output).toEqual(tile);
  });

  test.each([
    ['full', {}, 97.03, 41.67],
    ['full', { stem: 7 }, 97.09, 41.72],
    ['compact', {}, 2.72, 1.21],
    ['small', {}, 2.25, 0.98],
  ] as const)('%s %o: %f and in polyphase form %f · 10^9 products', (size, variant, literal, polyphase) => {
    expect(gigaProducts({ size, ...variant }, true)).toBeCloseTo(literal, 2);
    // The last block's phases are one convolution, which has a row and a column more than they need.
    const spare = 0.015 * 4 * 128 * 160 * LAST_PRODUCTS[size] * 1e-9;
    const found = gigaProducts({ size, ...variant }, false);
    expect(found).toBeGreaterThan(polyphase - 0.005);
    expect(found - spare).toBeLessThan(polyphase + 0.005);
  });
});
