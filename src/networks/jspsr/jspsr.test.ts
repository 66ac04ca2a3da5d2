import { describe, expect, test } from 'vitest';
import { Graph } from '../../nn/graph/graph.js';
import { createContext, declareNetwork } from '../../nn/model/declare.js';
import { GUIDANCE_CHANNELS, type JspsrConfig, jspsrSchema } from './config.js';
import { jspsr } from './jspsr.js';

const config = (options: Partial<JspsrConfig> = {}) => jspsrSchema.parse({ type: 'jspsr', ...options });
const shapes = ({ guidance }: JspsrConfig, side = 128): number[][] => [
  [1, 1, side, side],
  ...guidance.map((name) => [1, GUIDANCE_CHANNELS[name], side, side]),
];

function gigaProducts(options: JspsrConfig): number {
  const graph = new Graph('cpu');
  const model = createContext({
    graph,
    training: false,
    parameter: (name, shape) => graph.input(name, shape),
    state: (name, shape) => graph.input(name, shape),
    updateState: () => {},
  });
  jspsr(options)(model, ...shapes(options).map((shape, i) => graph.input(`x${i}`, shape)));
  return graph.flops / 2e9;
}

describe('sizes of methods/jspsr.md, sections 4.7 and 4.8', () => {
  test.each([
    [32, ['image'], 29_162_435, 32.04],
    [32, ['image', 'mask'], 43_869_763, 43.35],
    [32, ['image', 'canopy'], 43_858_563, 43.16],
    [8, ['image'], 1_828_139, 2.02],
    [8, ['image', 'mask'], 2_751_403, 2.77],
    [12, ['image'], 4_107_743, 4.53],
    [12, ['image', 'mask'], 6_181_103, 6.17],
    [16, ['image'], 7_297_907, 8.04],
  ] as const)(
    '%i features, %o: %i parameters, %f · 10^9 products',
    (features, guidance, parameters, giga) => {
      const options = config({ features, guidance: [...guidance] });
      const declaration = declareNetwork(jspsr(options), ...shapes(options));
      expect(declaration.parameters.size).toBe(parameters);
      expect(declaration.output).toEqual([1, 1, 128, 128]);
      expect(gigaProducts(options)).toBeCloseTo(giga, 1);
    },
  );

  test('without propagation the generator gives way to one convolution', () => {
    const [whole, part] = [config({ features: 32 }), config({ features: 32, propagation: false })].map(
      (options) => declareNetwork(jspsr(options), ...shapes(options)).parameters.size,
    );
    expect(whole! - part!).toBe(557_657 + 10 - (64 * 9 + 1));
  });
});

test('inputs that do not fit are named', () => {
  const options = config({ guidance: ['image', 'mask'] });
  const declare =
    (...inputs: number[][]) =>
    () =>
      declareNetwork(jspsr(options), ...inputs);
  const [dem, image, mask] = shapes(options) as [number[], number[], number[]];
  expect(declare(dem, image)).toThrow(/1, 3, 15 channels/);
  expect(declare(dem, mask, image)).toThrow(/1, 3, 15 channels/);
  expect(declare(...shapes(options, 100))).toThrow(/multiples of 8/);
  expect(() => jspsrSchema.parse({ type: 'jspsr', guidance: ['image', 'image'] })).toThrow(/once/);
});
