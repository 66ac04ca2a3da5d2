import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { flagsOf, normaliseArguments, parseFlagValue } from './flags.js';
import { optionError } from './option-error.js';

const schema = z.strictObject({
  inputs: z
    .array(z.string())
    .min(1)
    .describe('Files')
    .meta({ positional: true, lists: ['l', 'dem-list'] }),
  output: z.string().min(1).describe('File to write').meta({ short: 'o', placeholder: 'file' }),
  tr: z
    .union([z.number().positive(), z.tuple([z.number().positive(), z.number().positive()])])
    .optional()
    .describe('Pixel size'),
  bbox: z
    .tuple([z.number(), z.number(), z.number(), z.number()])
    .optional()
    .describe('Extent')
    .meta({ aliases: ['t_projwin'] }),
  nodata: z
    .union([z.number(), z.literal('nan')])
    .optional()
    .describe('Missing value'),
  holeFill: z.number().int().min(0).max(512).default(0).describe('Holes'),
  mode: z
    .enum(['blend', 'first'])
    .default('blend')
    .describe('How')
    .meta({ shorthands: { first: 'first', cog: null } }),
  edges: z.boolean().default(true).describe('Edges'),
});
const flags = flagsOf(schema);
const flag = (name: string) => flags.find((candidate) => candidate.name === name)!;

describe('flagsOf', () => {
  test('names, kinds and defaults come from the schema', () => {
    expect(flags.map(({ name, kind, arity, required }) => [name, kind, arity, required])).toEqual([
      ['inputs', 'list', 1, true],
      ['output', 'text', 1, true],
      ['tr', 'numbers', 2, false],
      ['bbox', 'numbers', 4, false],
      ['nodata', 'number', 1, false],
      ['hole-fill', 'number', 1, false],
      ['mode', 'text', 1, false],
      ['edges', 'switch', 0, false],
    ]);
    expect(flag('mode').choices).toEqual(['blend', 'first']);
    expect(flag('hole-fill').defaultValue).toBe(0);
  });
});

describe('normaliseArguments', () => {
  test('shorthands become values, and lists become arguments', () => {
    const argv = ['-l', 'dems.txt', '--first', '--cog', '--dem-list=more.txt'];
    expect(normaliseArguments(argv, flags)).toEqual(['@dems.txt', '--mode=first', '@more.txt']);
  });

  const normalise = (line: string) => normaliseArguments(line.split(' '), flags).join(' ');

  test.each([
    ['a.tif -o b.tif', 'a.tif --output b.tif'],
    ['--bbox -118 33 -117.5 34 a.tif', '--bbox=-118,33,-117.5,34 a.tif'],
    ['--t_projwin 1 2 3 4', '--bbox=1,2,3,4'],
    ['--bbox=1,2,3,4', '--bbox=1,2,3,4'],
    ['--tr 5 a.tif', '--tr=5 a.tif'],
    ['--tr 5 10 a.tif', '--tr=5,10 a.tif'],
    ['--nodata -9999 a.tif', '--nodata=-9999 a.tif'],
    ['--nodata nan a.tif', '--nodata nan a.tif'],
    ['--no-edges a.tif', '--no-edges a.tif'],
    ['-- -o --bbox 1', '-- -o --bbox 1'],
  ])('%s', (line, expected) => {
    expect(normalise(line)).toBe(expected);
  });
});

describe('parseFlagValue', () => {
  test('numbers, lists of them, and NaN in any case; other text stays for the schema to refuse', () => {
    expect(parseFlagValue(flag('nodata'), '-1e3')).toBe(-1000);
    expect(parseFlagValue(flag('nodata'), 'NaN')).toBe('nan');
    expect(parseFlagValue(flag('nodata'), 'none')).toBe('none');
    expect(parseFlagValue(flag('bbox'), '1,2,3,4')).toEqual([1, 2, 3, 4]);
    expect(parseFlagValue(flag('tr'), '5')).toBe(5);
    expect(parseFlagValue(flag('tr'), '')).toBe('');
    expect(parseFlagValue(flag('output'), '007')).toBe('007');
  });
});

describe('optionError', () => {
  const refusal = (values: Record<string, unknown>) => {
    const parsed = schema.safeParse({ inputs: ['a.tif'], output: 'b.tif', ...values });
    return optionError(parsed.error!, flags, { inputs: ['a.tif'], output: 'b.tif', ...values });
  };

  test.each([
    [{ output: undefined }, '--output is missing.'],
    [{ output: '' }, '--output must not be empty.'],
    [{ inputs: undefined }, 'inputs is missing.'],
    [{ bbox: [1, 2, 3] }, '--bbox needs 4 numbers, not "1 2 3".'],
    [{ bbox: 'a' }, '--bbox needs 4 numbers, not "a".'],
    [{ tr: 0 }, '--tr must be greater than 0, not "0".'],
    [{ nodata: 'none' }, '--nodata cannot be "none".'],
    [{ holeFill: 1.5 }, '--hole-fill must be a whole number, not "1.5".'],
    [{ holeFill: -1 }, '--hole-fill must be at least 0, not "-1".'],
    [{ holeFill: 999 }, '--hole-fill must be at most 512, not "999".'],
    [{ holeFill: 'big' }, '--hole-fill must be a number, not "big".'],
  ])('%o', (values, message) => {
    expect(refusal(values)).toMatchObject({ code: 'config', message });
  });

  test('every wrong option is named once, with its description', () => {
    const { message, hint, subject } = refusal({ holeFill: -1, bbox: [1, 2] });
    expect(message.split('\n')).toHaveLength(2);
    expect(hint).toBe('--bbox: Extent.\n  --hole-fill: Holes.');
    expect(subject).toBe('--bbox');
  });
});
