import { describe, expect, it } from 'vitest';
import { accuracyOf } from '../../terrain/accuracy-passes.js';
import { NO_CLASS, SLOPE_CLASSES } from '../../terrain/slope-classes.js';
import { alignTables, alignText } from './align-tables.js';
import { formatText } from './format-text.js';
import { sectionFigures, sectionMarks } from './report-parts.js';
import { type Comparison, compareJson } from './result.js';

const dh = Float32Array.of(1, 2, 3, 4, Number.NaN, -0.001);
const classes = Uint8Array.of(0, 0, 1, 1, 1, NO_CLASS);

const comparison: Comparison = {
  name: 'a',
  tested: 'a.tif',
  alignment: null,
  dh: 'out/a_dh.tif',
  heights: 'heights above the ellipsoid',
  crs: 'WGS 84',
  grid: { width: 3, height: 2, pixelX: 10, pixelY: 10 },
  accuracy: accuracyOf(dh, classes, SLOPE_CLASSES.length),
  slopeOf: 'reference',
  similarity: { heightRange: 50, psnr: 25.3, ssim: null, resolution: null },
  strata: [
    {
      by: 'aspect',
      strata: ['N', 'NE'].map((label, i) => ({ label, ...accuracyOf(dh, classes, 2).classes[i]! })),
    },
  ],
  uncertainty: null,
  directions: null,
  sections: [
    {
      name: 'West–east',
      from: [0, 1],
      to: [2, 1],
      distance: Float64Array.of(0, 1, 2),
      tested: Float32Array.of(5, Number.NaN, 7),
      reference: Float32Array.of(4, 5, 5),
      dh: Float32Array.of(1, Number.NaN, 2),
    },
  ],
  points: null,
  warnings: [],
};
const result = { reference: 'r.tif', comparisons: [comparison], outputs: ['out/a_dh.tif'] };

describe('compareJson', () => {
  it('is JSON through and through, with null for what does not exist', () => {
    const json = compareJson(result);
    const [found] = (JSON.parse(JSON.stringify(json)) as { comparisons: [Record<string, unknown>] })
      .comparisons;
    expect(found).toMatchObject({
      tested: 'a.tif',
      statistics: { count: 5, total: 6, median: 2, max: 4 },
      profiles: [{ name: 'West–east', tested: [5, null, 7], dh: [1, null, 2], distance: [0, 1, 2] }],
    });
    const slopes = found.slopeClasses as { minDeg: number; count: number; median: number | null }[];
    expect(slopes.map(({ minDeg, count, median }) => [minDeg, count, median])).toEqual([
      [0, 2, 1.5],
      [5, 2, 3.5],
      [10, 0, null],
      [20, 0, null],
      [30, 0, null],
      [45, 0, null],
    ]);
    const { edges, counts } = found.histogram as { edges: number[]; counts: number[] };
    expect(edges).toHaveLength(counts.length + 1);
    expect(edges[0]).toBe(-edges.at(-1)!);
  });
});

describe('formatText', () => {
  it('aligns the numbers and says what was written', () => {
    const zero = { ...comparison, accuracy: accuracyOf(Float32Array.of(-0.0001, -0.0001), null, 6) };
    const text = formatText({ ...result, comparisons: [comparison, { ...zero, name: 'longer' }] });
    expect(text).toMatch(/^dh = tested - r\.tif, metres\n/);
    expect(text).toMatch(/\nout\/a_dh\.tif$/);
    const [heading, a, b] = text.split('\n').slice(2);
    expect(new Set([heading!.length, a!.length, b!.length]).size).toBe(1);
    expect(a).toMatch(/^a +83\.3 +5 +2\.00 +2\.00/);
    expect(text).toMatch(/\n0–5° +40\.0 +1\.50/);
    expect(text).not.toMatch(/-0\.0+\b/);
  });

  it('shows strata, PSNR, means by direction, and no column without a value', () => {
    const axis = { distance: Float64Array.of(1), mean: Float32Array.of(Number.NaN), std: 0.25 };
    const directions = { azimuth: 30, along: axis, across: { ...axis, std: 0.5 } };
    const text = formatText({ ...result, comparisons: [{ ...comparison, directions }] });
    expect(text).toMatch(/ LE95 +PSNR dB\n/);
    expect(text).toMatch(/\na\nAspect of the reference +Share %.*\nN +40\.0 +1\.50/);
    expect(text).toMatch(/0\.250 m along azimuth 30, 0\.500 m across/);
    const json = JSON.parse(
      JSON.stringify(compareJson({ ...result, comparisons: [{ ...comparison, directions }] })),
    );
    expect(json.comparisons[0].directions.along).toEqual({ std: 0.25, distance: [1], mean: [null] });
    expect(json.comparisons[0].similarity.psnr).toBe(25.3);
  });

  it('says how a DEM was moved, and shows it in a table of the report', () => {
    const sigma = { eastMetres: 0.25, northMetres: 0.5, upMetres: 0.125, rotationDeg: null };
    const moved = { east: 3, north: -4.5, up: 0.0004 };
    const alignment = {
      method: 'nuth-kaab',
      moved,
      rotationDeg: 1e-5,
      sigma,
      points: 5000,
      transform: {},
    } as const;
    const aligned = { ...comparison, name: 'a_aligned', alignment };
    const text = formatText({ ...result, comparisons: [comparison, aligned] });
    expect(text).toContain(
      'a_aligned: moved by nuth-kaab, 5000 points: east 3.000 ± 0.250, north -4.500 ± 0.500, up 0.000 ± 0.125 m\n',
    );
    expect(text).toMatch(/\na_aligned +83\.3 +5/);
    expect(alignTables([comparison])).toEqual([]);
    const [table] = alignTables([comparison, aligned]);
    const row = ['After alignment', 'nuth-kaab', '3.000 ± 0.250', '−4.500 ± 0.500', '0.000 ± 0.125', '–'];
    expect(table!.rows.map((cells) => cells.slice(0, 6))).toEqual([row]);
    expect(alignTables([comparison, aligned, comparison])[0]!.rows[0]![0]).toBe('a_aligned');
    const turned = { ...alignment, sigma: null, method: 'tilt' } as const;
    expect(alignText(turned)).toBe('moved by tilt, 5000 points: east 3.000, north -4.500, up 0.000 m');
  });

  it('counts points that were not used', () => {
    const points = { read: 10, used: 5, outside: 3, missing: 2, withoutHeight: 1 };
    const text = formatText({ ...result, comparisons: [{ ...comparison, points }] });
    expect(text).toMatch(
      /5 of 10 points used, 3 outside, 2 beside missing heights, 1 lines without a height/,
    );
  });
});

describe('cross sections in the report', () => {
  it('are drawn on the map under the letters of their profiles', () => {
    expect(sectionMarks(comparison)).toEqual([{ from: [0, 1], to: [2, 1], label: 'A' }]);
    expect(sectionFigures(comparison).map(({ title }) => title)).toEqual([
      'West–east A–A′',
      'West–east A–A′, difference',
    ]);
  });
});
