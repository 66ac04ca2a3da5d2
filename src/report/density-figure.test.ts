import { expect, test } from 'vitest';
import { figureDensity } from './density-figure.js';

const texts = { title: 'Scatter', caption: 'c', across: 'a (m)', upwards: 'b (m)' };
const rects = (markup: string): number => markup.match(/<rect class="density"/g)?.length ?? 0;

test('equal samples lie on the diagonal, the fullest cell darkest', () => {
  const x = Float32Array.from({ length: 640 }, (_, i) => i / 10);
  const { svg } = figureDensity({ ...texts, x, y: x });
  expect(rects(svg.markup)).toBe(64);
  const cells = [...svg.markup.matchAll(/<rect class="density" x="([\d.]+)" y="([\d.]+)"/g)];
  const places = cells.map(([, col, row]) => [Number(col), Number(row)] as const);
  places.slice(1).forEach(([col, row], i) => {
    expect(col).toBeGreaterThan(places[i]![0]);
    expect(row).toBeLessThan(places[i]![1]);
  });
  const single = figureDensity({ ...texts, x: Float32Array.of(0, 1, 1), y: Float32Array.of(0, 1, 1) });
  const opacities = [...single.svg.markup.matchAll(/fill-opacity="([\d.]+)"/g)].map(([, o]) => Number(o));
  expect(Math.max(...opacities)).toBe(1);
  expect(Math.min(...opacities)).toBeLessThan(0.8);
});

test('missing samples are left out; one value, or none, still has axes', () => {
  const y = Float32Array.of(Number.NaN, 5, 5);
  expect(rects(figureDensity({ ...texts, x: Float32Array.of(1, Number.NaN, 5), y }).svg.markup)).toBe(1);
  const none = new Float32Array(3).fill(Number.NaN);
  expect(rects(figureDensity({ ...texts, x: none, y: none }).svg.markup)).toBe(0);
});
