import { describe, expect, it } from 'vitest';
import { WGS84_ELLIPSOID } from '../../geo/ellipsoids.js';
import { createOrbit, type OrbitInterpolation, orbitState, STATE_LENGTH } from './orbit.js';
import { simulateOrbit } from './simulated-orbit.js';
import type { StateVectors } from './state-vectors.js';

/** Moves on a circle, for which interpolation between 10 s steps can be checked everywhere. */
const pass = {
  epoch: '2026-01-01T00:00:00Z',
  target: [12, 47, 300],
  ellipsoid: WGS84_ELLIPSOID,
  look: 'left',
  incidenceDeg: 33,
  headingDeg: 12,
  altitude: 693e3,
  speed: 7600,
} as const;

function worst(interpolation: OrbitInterpolation): {
  position: number;
  velocity: number;
  acceleration: number;
} {
  const orbit = createOrbit(simulateOrbit(pass, 70, 10), interpolation, 'test');
  const truth = simulateOrbit(pass, 60, 1);
  const state = new Float64Array(STATE_LENGTH);
  let [position, velocity, acceleration] = [0, 0, 0];
  for (const [i, time] of truth.times.entries()) {
    orbitState(orbit, time, state);
    for (let axis = 0; axis < 3; axis++) {
      const p = truth.positions[3 * i + axis];
      position = Math.max(position, Math.abs(state[axis] - p));
      velocity = Math.max(velocity, Math.abs(state[3 + axis] - truth.velocities[3 * i + axis]));
      const rate2 = (pass.speed / Math.hypot(...truth.positions.subarray(0, 3))) ** 2;
      acceleration = Math.max(acceleration, Math.abs(state[6 + axis] + rate2 * p));
    }
  }
  return { position, velocity, acceleration };
}

describe('orbits', () => {
  it('follow a circular orbit between vectors 10 s apart', () => {
    const lagrange = worst('lagrange');
    expect(lagrange.position).toBeLessThan(1e-7);
    expect(lagrange.velocity).toBeLessThan(1e-10);
    expect(lagrange.acceleration).toBeLessThan(1e-9);
    const hermite = worst('hermite');
    // (w h)^4 / 384 of the radius, w the angular rate and h the step: 3e-4 m.
    expect(hermite.position).toBeLessThan(3e-3);
    expect(hermite.position).toBeGreaterThan(1e-5);
    expect(hermite.velocity).toBeLessThan(1e-3);
  });

  it.each(['lagrange', 'hermite'] as const)(
    '%s passes through its vectors, unequally spaced ones too',
    (kind) => {
      const times = Float64Array.of(0, 3, 5, 11, 12, 20, 21, 30, 44);
      const vectors: StateVectors = {
        epoch: pass.epoch,
        times,
        positions: Float64Array.from({ length: 27 }, (_, i) => 1e6 * Math.sin(i)),
        velocities: Float64Array.from({ length: 27 }, (_, i) => 1e3 * Math.cos(2 * i)),
      };
      const orbit = createOrbit(vectors, kind, 'test');
      const state = new Float64Array(STATE_LENGTH);
      for (const [i, time] of times.entries()) {
        orbitState(orbit, time, state);
        for (let axis = 0; axis < 3; axis++) {
          expect(state[axis]).toBeCloseTo(vectors.positions[3 * i + axis], 4);
          expect(state[3 + axis]).toBeCloseTo(vectors.velocities[3 * i + axis], 4);
        }
      }
    },
  );

  it('interpolates polynomials of degree 7 exactly (Lagrange, 8 points)', () => {
    const value = (t: number): number =>
      5 + t * (2 - t * (1 + t * (0.5 - t * (0.25 + t * (0.1 - t * 0.01 * (1 + t))))));
    const times = Float64Array.from({ length: 10 }, (_, i) => i / 4);
    const vectors: StateVectors = {
      epoch: pass.epoch,
      times,
      positions: Float64Array.from(times).fill(0),
      velocities: new Float64Array(30),
    };
    const positions = Float64Array.from({ length: 30 }, (_, i) => value(times[Math.floor(i / 3)]));
    const orbit = createOrbit({ ...vectors, positions }, 'lagrange', 'test');
    const state = new Float64Array(STATE_LENGTH);
    for (let t = 0; t <= 2.25; t += 0.05) {
      orbitState(orbit, t, state);
      expect(state[0]).toBeCloseTo(value(t), 11);
    }
  });

  it('refuses vectors that are no orbit', () => {
    const good = simulateOrbit(pass, 20, 10);
    const one = {
      ...good,
      times: good.times.slice(0, 1),
      positions: good.positions.slice(0, 3),
      velocities: good.velocities.slice(0, 3),
    };
    const back = { ...good, times: Float64Array.of(0, 10, 10, 20, 30) };
    const nan = { ...good, positions: good.positions.map((p, i) => (i === 4 ? Number.NaN : p)) };
    for (const vectors of [one, back, nan]) {
      expect(() => createOrbit(vectors, 'lagrange', 'a.xml')).toThrow(
        expect.objectContaining({ code: 'input', subject: 'a.xml' }),
      );
    }
  });
});
