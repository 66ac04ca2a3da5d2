import { describe, expect, test } from 'vitest';
import { declareNetwork } from '../../nn/model/declare.js';
import { initialValues } from '../../nn/model/registry.js';
import { type MadnetConfig, madnetSchema } from './config.js';
import { DISCRIMINATORS, madnetDiscriminator } from './discriminator.js';
import { madnet } from './madnet.js';

const config = (options: Partial<MadnetConfig>) => madnetSchema.parse({ type: 'madnet', ...options });

describe('sizes of methods/madnet.md, sections 3.4 and 3.5', () => {
  test.each([
    ['full', 'joint', 512, 156_368_966],
    ['full', 'fine', 512, 79_541_441],
    ['full', 'intermediate', 256, 54_307_521],
    ['full', 'coarse', 128, 22_520_001],
    ['compact', 'joint', 512, 1_553_254],
    ['compact', 'fine', 512, 754_945],
    ['compact', 'intermediate', 256, 534_561],
    ['compact', 'coarse', 128, 263_745],
    ['larger', 'joint', 512, 2_707_702],
  ] as const)('%s, %s at %i pixels: %i parameters', (size, part, side, parameters) => {
    const declaration = declareNetwork(madnet(config({ size, part })), [1, 1, side, side]);
    expect(declaration.parameters.size).toBe(parameters);
    expect(declaration.output).toEqual([1, 1, side / 2, side / 2]);
  });

  test.each([
    ['full', 17_794_057],
    ['compact', 302_161],
  ] as const)('%s discriminator: %i parameters', (size, parameters) => {
    const network = madnetDiscriminator(DISCRIMINATORS[size]);
    const declaration = declareNetwork(network, [3, 1, 512, 512], [3, 1, 256, 256]);
    expect(declaration.parameters.size).toBe(parameters);
    expect(declaration.output).toEqual([3, 1]);
  });
});

test('one U-Net alone has the names and shapes that it has among the three', () => {
  const joint = declareNetwork(madnet(config({})), [1, 1, 128, 128]).parameters.entries;
  const alone = declareNetwork(madnet(config({ part: 'coarse' })), [1, 1, 32, 32]).parameters.entries;
  for (const { name, shape } of alone) {
    expect(joint.find((entry) => entry.name === name)?.shape, name).toEqual(shape);
  }
});

test('zero heads start with flat ground', () => {
  const heads = (head: MadnetConfig['head']) => {
    const { parameters } = declareNetwork(madnet(config({ head })), [1, 1, 128, 128]);
    const values = initialValues(parameters, 1);
    const found = parameters.entries.filter(({ name }) => /head\.weight$/.test(name));
    return found.map(({ offset, size }) => values.subarray(offset, offset + size).some((v) => v !== 0));
  };
  expect(heads('drawn')).toEqual([true, true, true]);
  expect(heads('zero')).toEqual([false, false, false]);
});

test('inputs that do not fit are named', () => {
  const declare = (part: MadnetConfig['part'], ...shape: number[]) =>
    declareNetwork(madnet(config({ part })), shape);
  expect(() => declare('joint', 1, 1, 96, 128)).toThrow(/multiples of 64/);
  expect(() => declare('coarse', 1, 3, 32, 32)).toThrow(/multiples of 16/);
  const critic = madnetDiscriminator(DISCRIMINATORS.compact);
  expect(() => declareNetwork(critic, [1, 1, 64, 64], [1, 1, 64, 64])).toThrow(/2H/);
});
