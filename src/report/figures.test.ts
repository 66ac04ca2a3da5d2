import { describe, expect, it } from 'vitest';
import type { Crs } from '../core/crs.js';
import { type GeoTransform, northUp } from '../core/geo-transform.js';
import type { Raster } from '../core/raster.js';
import { accuracyOf } from '../terrain/accuracy-passes.js';
import { accuracyFacts, accuracyTable, percentileTable } from './accuracy-table.js';
import { BLUE_RED } from './colour-maps.js';
import { figureHistogram } from './histogram-figure.js';
import { colourBar, keyLegend } from './legend.js';
import {
  figureDifference,
  figureHillshade,
  figureRelief,
  figureSlope,
  figureSources,
} from './map-figures.js';
import { formatMeasure } from './number-format.js';
import { figureProfiles } from './profile-figure.js';

const projected = { name: 'local', kind: 'projected', unit: 1 } as Crs;
const text = { title: 'Title', caption: 'Caption.' };

function raster(width: number, height: number, transform: GeoTransform, crs = projected): Raster {
  const data = Float32Array.from({ length: width * height }, (_, i) => Math.sin(i) * 10);
  data[0] = Number.NaN;
  return { width, height, data, georef: { transform, crs } };
}

function labels(markup: string): string[] {
  return [...markup.matchAll(/<text[^>]*>([^<]*)</g)].map((m) => m[1]);
}

describe('maps', () => {
  const map = raster(40, 30, northUp(3000, 9000, 250, 250));
  const shade = new Uint8Array(1200).fill(180);

  it('have coordinates, a scale bar and a legend with units', async () => {
    const { svg } = await figureRelief(map, shade, text);
    expect(labels(svg.markup)).toEqual(
      expect.arrayContaining(['4', '6', '8', '10', '12 km', '2 km', 'Height (m)']),
    );
    expect(svg.markup).toMatch(/href="data:image\/png;base64,iVBORw0KGgo/);
  });

  it('put coordinates where they belong', async () => {
    const { svg } = await figureHillshade(map, shade, {
      ...text,
      lines: [{ from: [3000, 9000], to: [13000, 1500], label: 'A' }],
    });
    const frame = /class="frame" x="([\d.]+)" y="([\d.]+)" width="([\d.]+)" height="([\d.]+)"/.exec(
      svg.markup,
    )!;
    const [x, y, width, height] = frame.slice(1).map(Number) as [number, number, number, number];
    const line = /class="section-line" x1="([\d.]+)" y1="([\d.]+)" x2="([\d.]+)" y2="([\d.]+)"/.exec(
      svg.markup,
    )!;
    const expected = [x, y, x + width, y + height];
    line
      .slice(1)
      .map(Number)
      .forEach((v, i) => {
        expect(v).toBeCloseTo(expected[i], 1);
      });
    expect(width / height).toBeCloseTo(40 / 30, 2);
    expect(labels(svg.markup)).toContain('A′');
  });

  it('use degrees without a scale bar for geographic grids and pixels for turned ones', async () => {
    const geographic = { name: 'g', kind: 'geographic', unit: 1 } as Crs;
    const degrees = await figureSlope(raster(40, 30, northUp(10, 50, 0.01, 0.01), geographic), text);
    expect(labels(degrees.svg.markup)).toContain('10.3°');
    expect(degrees.svg.markup).not.toContain('scale-bar');
    const turned = await figureSlope(raster(40, 30, [2, 1, 0, 1, -2, 0]), text);
    expect(turned.svg.markup).toContain('px<');
  });

  it('say the sign of differences and name every source', async () => {
    const dh = await figureDifference(map, text);
    expect(labels(dh.svg.markup)).toContain('dh = tested − reference (m)');
    const names = new Map(Array.from({ length: 20 }, (_, i) => [i, `piece-${i}.tif`]));
    const sources = { ...map, data: Float32Array.from(map.data, (_, i) => i % 20) };
    const found = labels((await figureSources(sources, names, shade, text)).svg.markup);
    expect(found).toEqual(expect.arrayContaining(['piece-0.tif', 'piece-11.tif', 'and 8 more']));
    expect(found).not.toContain('piece-12.tif');
  });
});

describe('legends', () => {
  it('tick round values within the scale', () => {
    const ticks = labels(colourBar({ map: BLUE_RED, min: -2.3, max: 2.3 }, 'dh (m)').draw(600).markup);
    expect(ticks).toEqual(['dh (m)', '−2', '−1', '0', '1', '2']);
  });

  it('shorten long names from the left', () => {
    const long = `${'folder/'.repeat(20)}tile-7.tif`;
    const [label] = labels(keyLegend([{ colour: 'ffffff', label: long }]).draw(600).markup);
    expect(label!.length).toBeLessThan(60);
    expect(label).toMatch(/^….*tile-7\.tif$/);
  });
});

describe('charts', () => {
  const dh = Float32Array.from({ length: 2000 }, (_, i) => ((i * 37) % 401) / 100 - 1.5);
  const accuracy = accuracyOf(dh, new Uint8Array(2000), 2);

  it('a histogram draws all bins up to the highest share', () => {
    const { svg } = figureHistogram({
      ...text,
      histogram: accuracy.histogram,
      axis: 'dh (m)',
      median: accuracy.median,
      nmad: accuracy.nmad,
    });
    const bars = /class="bars" d="([^"]*)"/.exec(svg.markup)![1];
    expect(bars.match(/Z/g)).toHaveLength(accuracy.histogram.counts.length);
    expect(labels(svg.markup)).toContain(`median ${formatMeasure(accuracy.median)}`);
  });

  it('a histogram of nothing is drawn without numbers', () => {
    const none = accuracyOf(Float32Array.of(Number.NaN), null, 0);
    const { svg } = figureHistogram({
      ...text,
      histogram: none.histogram,
      axis: 'dh (m)',
      median: none.median,
      nmad: none.nmad,
    });
    expect(svg.markup).not.toContain('NaN');
  });

  it('profiles break where samples are missing and tell the reference apart', () => {
    const profile = {
      distance: Float64Array.of(0, 2500, 5000, 7500, 10000),
      height: Float32Array.of(1, 2, Number.NaN, 4, 5),
    };
    const series = [
      { label: 'truth', profile, reference: true },
      { label: 'mosaic', profile },
    ];
    const { svg } = figureProfiles({ ...text, series, metresPerUnit: 1, axis: 'Height (m)' });
    const paths = [...svg.markup.matchAll(/<path class="([^"]*)" d="([^"]*)"/g)];
    expect(paths.map((p) => p[1])).toEqual(['series reference', 'series series-1']);
    expect(paths[0][2].match(/M/g)).toHaveLength(2);
    expect(labels(svg.markup)).toEqual(expect.arrayContaining(['Distance (km)', '10.0', 'truth', 'mosaic']));
  });

  it('profiles without any sample are drawn without numbers', () => {
    const profile = { distance: Float64Array.of(0, 1), height: Float32Array.of(Number.NaN, Number.NaN) };
    const { svg } = figureProfiles({
      ...text,
      series: [{ label: 'a', profile }],
      metresPerUnit: null,
      axis: 'Height (m)',
    });
    expect(svg.markup).not.toMatch(/NaN|Infinity/);
  });

  it('tables name every class, with dashes where there are no samples', () => {
    const table = accuracyTable(accuracy);
    expect(table.rows.map((r) => r[0])).toEqual(['All', '0–5°', '5–10°']);
    for (const row of table.rows) expect(row).toHaveLength(table.columns.length);
    expect(table.rows[2].slice(2)).toEqual(Array(8).fill('–'));
    expect(percentileTable(accuracy).rows[0]).toHaveLength(9);
    expect(accuracyFacts(accuracy).map((f) => f.label)).toContain('NMAD');
  });
});
