import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { pixelToRadar, radarToPixel } from '../image/pixel-position.js';
import { readSarDescription } from './read-description.js';
import { sarDescription } from './write-description.js';

const page = readFileSync(resolve(import.meta.dirname, '../../../docs/sar-format.md'), 'utf8');
const example = /```json\n(.*?)```/s.exec(page)![1];

function changed(change: (description: Record<string, never>) => void): string {
  const description = JSON.parse(example);
  change(description);
  return JSON.stringify(description);
}

describe('descriptions of SAR images', () => {
  it('reads the example of the documentation', () => {
    const { geometry, ...product } = readSarDescription(example, 'scenes/example.json');
    expect(product).toEqual({
      name: 'scenes/example.json',
      sensor: 'Example',
      polarisation: 'VV',
      quantity: 'amplitude',
      looks: 4,
      raster: 'scenes/example.tif',
    });
    expect(geometry.ellipsoid.semiMajor).toBe(6378137);
    expect(pixelToRadar(geometry, 0.5, 0.5)).toEqual({ time: 10.5, range: 640000 });
    const last = pixelToRadar(geometry, 4999.5, 5999.5);
    expect(last.time).toBeCloseTo(10.5 + 5999 * 0.00045, 12);
    expect(last.range).toBe(640000 + 4999 * 1.5);
  });

  it('writes what it reads, ground range and skew too', () => {
    const text = changed((d: Record<string, unknown>) => {
      d.azimuth = { firstLine: 3, lineInterval: -0.001, skew: { constant: 1e-4, perRange: 1e-9 } };
      d.range = {
        kind: 'ground',
        spacing: 10,
        polynomials: [
          { time: 0, origin: 0, coefficients: [800000, 0.5, 5e-7] },
          { time: 5, origin: 10, coefficients: [800100, 0.51, 5.2e-7] },
        ],
      };
    });
    const product = readSarDescription(text, 'a.json');
    const again = readSarDescription(JSON.stringify(sarDescription(product, 'example.tif')), 'a.json');
    expect(again).toEqual(product);
    const pixel = { col: 0, row: 0 };
    for (const [col, row] of [
      [0, 0],
      [17.25, 3000],
      [5000, -2000],
      [2500.5, 2.5],
    ]) {
      const { time, range } = pixelToRadar(product.geometry, col, row);
      radarToPixel(product.geometry, time, range, pixel);
      expect(pixel.col).toBeCloseTo(col, 6);
      expect(pixel.row).toBeCloseTo(row, 6);
    }
    // Half way in time between the polynomials: the mean of both.
    const line = 3 - 0.001 * (500 - 0.5);
    const { range } = pixelToRadar(product.geometry, 100.5, 500);
    const weight = line / 5;
    const at = (x: number, c: number[]) => c[0] + c[1] * x + c[2] * x * x;
    const expected = (1 - weight) * at(1000, [800000, 0.5, 5e-7]) + weight * at(990, [800100, 0.51, 5.2e-7]);
    expect(range).toBeCloseTo(expected, 6);
  });

  it.each([
    ['{', 'is not JSON'],
    [changed((d) => delete d.look), 'look'],
    [changed((d: Record<string, unknown>) => Object.assign(d, { epoch: '1 January 2026' })), 'epoch'],
    [changed((d: Record<string, unknown>) => Object.assign(d, { sensr: 'x' })), 'sensr'],
    [
      changed((d: Record<string, Record<string, unknown>>) => Object.assign(d.orbit, { vectors: [] })),
      'two state vectors',
    ],
    [
      changed((d: Record<string, Record<string, unknown>>) => Object.assign(d.azimuth, { lineInterval: 0 })),
      'must not be 0',
    ],
  ])('refuses %.20s', (text, message) => {
    expect(() => readSarDescription(text, 'a.json')).toThrow(
      expect.objectContaining({
        code: 'format',
        subject: 'a.json',
        message: expect.stringContaining(message),
      }),
    );
  });
});
