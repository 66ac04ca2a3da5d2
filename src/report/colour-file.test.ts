import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { available, dataFolder, python, run } from '../../test/support/requirements.js';
import { asParts, dependsOnRange, fileTable, parseColourFile } from './colour-file.js';
import { type ColourSelection, painterOf } from './colour-table.js';

const parse = (text: string) => parseColourFile(text, 'colours.txt');

/** Colour of a value by a file. */
function paint(text: string, value: number, selection: ColourSelection = 'interpolate', max = 200): number[] {
  const out = new Uint8Array(4);
  painterOf(fileTable(parse(text), { min: 100, max }, selection))(value, out, 0);
  return [...out];
}

describe('colour files', () => {
  it('may separate by blanks, commas, colons and tabs, and hold comments', () => {
    const entries = parse('# map\n0 1 2 3\n\n10,\t4, 5,6 # end\r\n20:7:8:9:10\n  -3.5e1 red 20\nNV 1 1 1\n');
    expect(entries.map(({ kind, value, colour }) => [kind, value, ...colour])).toEqual([
      ['height', 0, 1, 2, 3, 255],
      ['height', 10, 4, 5, 6, 255],
      ['height', 20, 7, 8, 9, 10],
      ['height', -35, 255, 0, 0, 20],
      ['missing', 0, 1, 1, 1, 255],
    ]);
  });

  it.each([
    '0 1 2',
    '0 1 2 256',
    '0 1 2 3 4 5',
    'x 1 2 3',
    '% 1 2 3',
    '0 1.5 2 3',
    '0 mauve',
    '0',
    '0 -1 2 3',
  ])('refuse the line: %s', (line) => {
    expect(() => parse(`0 1 2 3\n${line}\n`)).toThrow(/Line 2 of the colour file colours\.txt/);
  });

  it('without a height are refused', () => {
    expect(() => parse('# nothing\nnv 0 0 0\n')).toThrow(/names no colour of a height/);
  });

  it('take percentages, and heights that are parts in truth, from the range', () => {
    expect(paint('0% 0 0 0\n100% 200 100 50', 150)).toEqual([100, 50, 25, 255]);
    expect(dependsOnRange(parse('0 0 0 0\n100% 1 1 1'))).toBe(true);
    expect(dependsOnRange(parse('0 0 0 0\n100 1 1 1'))).toBe(false);
    expect(asParts(parse('0.25, 1, 1, 1'))[0]).toMatchObject({ kind: 'part', value: 0.25 });
  });

  it('a value given twice is a step', () => {
    const steps = '100 0 0 0\n150 100 100 100\n150 7 8 9\n200 250 0 0';
    expect(paint(steps, 149.999)).toEqual([100, 100, 100, 255]);
    expect(paint(steps, 150)).toEqual([7, 8, 9, 255]);
  });

  it('nearest takes the upper one of two that are equally near; exact has no others', () => {
    const two = '100 1 1 1\n200 9 9 9';
    expect([149, 150, 151].map((value) => paint(two, value, 'nearest')[0])).toEqual([1, 9, 9]);
    expect([99, 100, 150, 200].map((value) => paint(two, value, 'exact')[3])).toEqual([0, 255, 0, 255]);
    expect([99, 201].map((value) => paint(two, value)[0])).toEqual([1, 9]);
    expect(paint(two, Number.NaN)).toEqual([0, 0, 0, 0]);
    expect(paint(`${two}\nnv 5 6 7 8`, Number.NaN)).toEqual([5, 6, 7, 8]);
  });
});

/** Writes the heights of a DEM, steps of 1/4 m, and what gdaldem makes of each colour file. */
const GDAL = `
import sys, json, subprocess, numpy as np
from osgeo import gdal
gdal.UseExceptions()
path, out, cases = sys.argv[1], sys.argv[2], json.loads(sys.argv[3])
z = gdal.Open(path).ReadAsArray(200, 100, 160, 120).astype('f4'); z = np.round(z * 4) / 4
z[3, 4] = z[50, 60:70] = -32000
d = gdal.GetDriverByName('GTiff').Create(out + '/z.tif', z.shape[1], z.shape[0], 1, gdal.GDT_Float32)
d.SetGeoTransform((0, 1, 0, 0, 0, -1)); d.GetRasterBand(1).SetNoDataValue(-32000); d.GetRasterBand(1).WriteArray(z); d = None
z[z == -32000] = np.nan; z.tofile(out + '/z')
for i, (text, flags) in enumerate(cases):
    text = text.replace('@LOW', str(np.nanmin(z))).replace('@MID', str(float(np.nanmedian(z)))).replace('@HIGH', str(np.nanmax(z)))
    open(f'{out}/{i}.txt', 'w').write(text)
    subprocess.run(['gdaldem', 'color-relief', '-q', '-alpha', *flags, out + '/z.tif', f'{out}/{i}.txt', f'{out}/{i}.tif'], check=True)
    np.moveaxis(gdal.Open(f'{out}/{i}.tif').ReadAsArray(), 0, 2).tofile(f'{out}/{i}')
print(json.dumps([float(np.nanmin(z)), float(np.nanmax(z))]))`;

const scratch = mkdtempSync(join(tmpdir(), 'cuesta-colours-'));
afterAll(() => rmSync(scratch, { recursive: true }));

const NV = '\nnv 9 8 7 6\n';
const cases: readonly (readonly [name: string, text: string, flags: string[], selection: ColourSelection])[] =
  [
    ['heights', `@LOW 0 50 0\n@MID,250,200,0\n@HIGH 255 255 255 40${NV}`, [], 'interpolate'],
    ['percentages', `0% 10 0 90\n12.5% 250:3:4\n100%\twhite${NV}`, [], 'interpolate'],
    ['names', `@LOW aqua\n@MID brown\n60% orange\n80% violet 90\n@HIGH Indigo${NV}`, [], 'interpolate'],
    ['nearest', `@LOW 0 50 0\n@MID,250,200,0\n75% red\n@HIGH grey${NV}`, ['-nearest_color_entry'], 'nearest'],
  ];

// Not exact: gdaldem 3.6 finds the lowest exact height only, and none at all with nv.
describe.skipIf(!available('gdal', 'data'))('beside gdaldem color-relief', () => {
  it('every colour is the same to rounding, on real heights', () => {
    const dem = join(dataFolder, 'lidar-sandiego-1m/north_half.tif');
    const lines = JSON.stringify(cases.map(([, text, flags]) => [text, flags]));
    const [min, max] = JSON.parse(run(python, ['-c', GDAL, dem, scratch, lines])) as [number, number];
    const heights = new Float32Array(new Uint8Array(readFileSync(join(scratch, 'z'))).buffer);
    for (const [i, [name, , , selection]] of cases.entries()) {
      const entries = parseColourFile(readFileSync(join(scratch, `${i}.txt`), 'utf8'), name);
      const painter = painterOf(fileTable(entries, { min, max }, selection));
      const expected = readFileSync(join(scratch, String(i)));
      const got = new Uint8Array(expected.length);
      for (const [pixel, height] of heights.entries()) painter(height, got, 4 * pixel);
      const apart = got.reduce((most, sample, at) => Math.max(most, Math.abs(sample - expected[at]!)), 0);
      expect(apart, name).toBeLessThanOrEqual(selection === 'interpolate' ? 1 : 0);
      expect(new Set(got).size, name).toBeGreaterThan(7);
    }
  });
});
