import { describe, expect, it } from 'vitest';
import { type Crater, EJECTA_REACH, impact } from './crater.js';

describe('crater', () => {
  const crater: Crater = {
    x: 0,
    y: 0,
    radius: 100,
    depth: 40,
    rimHeight: 7.2,
    softness: 0.001,
    ground: 0,
    shape: [0, 0, 0, 0],
  };

  it('is 0.2 diameters deep with its highest point on the rim', () => {
    const radii = Array.from({ length: 301 }, (_, r) => r);
    const profile = radii.map((r) => impact(crater, r, 0, 0));
    expect(profile.indexOf(Math.max(...profile))).toBe(100);
    expect(profile[100] - profile[0]).toBeCloseTo(40, 1);
    expect(profile[100]).toBeCloseTo(7.2, 1);
  });

  it('leaves the ground alone beyond its ejecta and meets it without a step', () => {
    expect(impact(crater, EJECTA_REACH * 100, 0, 12.5)).toBe(12.5);
    expect(impact(crater, EJECTA_REACH * 100 - 0.01, 0, 12.5)).toBeCloseTo(12.5, 6);
  });
});
