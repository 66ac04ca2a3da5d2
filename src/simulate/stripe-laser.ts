import { createRng, type Rng } from '../core/rng.js';
import { covers, type Stripes } from './stripe-scene.js';
import type { Terrain } from './terrain.js';

/** A shot of a laser altimeter. Map units and metres. */
export interface LaserPoint {
  /** Ground track, from 1, and number of the shot along it, from 1. */
  readonly track: number;
  readonly shot: number;
  readonly x: number;
  readonly y: number;
  /** Height as measured. */
  readonly h: number;
  /** Standard deviation that the instrument states; outliers state the same. */
  readonly sigma: number;
  /** Mean of the ground over the footprint. */
  readonly truth: number;
  /** Whether a cloud or a multiple echo spoiled it. */
  readonly outlier: boolean;
}

export interface LaserOptions {
  /** Wanted in all. */
  readonly points: number;
  /** Diameter of the illuminated disc, metres. */
  readonly footprint: number;
  /** Part of the points that are spoiled; {@link LASER_OUTLIERS} when absent. */
  readonly outliers?: number;
}

/** Standard deviation of a shot, metres. */
export const LASER_SIGMA = 0.15;
export const LASER_OUTLIERS = 0.02;

/** Ground tracks, alternately ascending and descending. */
const TRACKS = 6;
const TRACK_HEADING = 0.14;
/** Candidate positions per track. */
const STEPS = 4000;
const FOOTPRINT_POINTS = 256;

/** ICESat-like control: shots at equal distances along straight tracks, wherever a scene lies. */
export function laserPoints(
  stripes: Stripes,
  { points, footprint, outliers = LASER_OUTLIERS }: LaserOptions,
): LaserPoint[] {
  const rng = createRng(stripes.options.seed).fork(3);
  const candidates = Array.from({ length: TRACKS }, (_, i) => trackPositions(stripes, i, rng)).flat();
  const count = Math.min(points, candidates.length);
  const spoiled = choose(Math.round(outliers * count), count, rng);
  const shots = new Map<number, number>();
  return Array.from({ length: count }, (_, i) => {
    const { track, x, y } = candidates[Math.floor(((i + 0.5) * candidates.length) / count)];
    const shot = (shots.get(track) ?? 0) + 1;
    shots.set(track, shot);
    const truth = footprintMean(stripes.terrain, x, y, footprint);
    const outlier = spoiled.has(i);
    const error = LASER_SIGMA * rng.normal() + (outlier ? grossError(rng) : 0);
    return { track, shot, x, y, h: truth + error, sigma: LASER_SIGMA, truth, outlier };
  });
}

interface TrackPosition {
  readonly track: number;
  readonly x: number;
  readonly y: number;
}

/** Dense positions of a track from south to north (ascending) or back, inside the scenes. */
function trackPositions({ grid, options, scenes }: Stripes, i: number, rng: Rng): TrackPosition[] {
  const width = grid.width * options.pixel;
  const height = grid.height * options.pixel;
  const [, , west, , , north] = grid.transform;
  const ascending = i % 2 === 0;
  const lean = Math.tan(TRACK_HEADING * (ascending ? -1 : 1));
  const middle = west + (width * (i + 0.25 + 0.5 * rng.next())) / TRACKS;
  const positions: TrackPosition[] = [];
  for (let k = 0; k < STEPS; k++) {
    const share = (k + 0.5) / STEPS;
    const y = north - height * (ascending ? 1 - share : share);
    const x = middle + lean * (y - (north - height / 2));
    if (scenes.some((scene) => covers(scene, x, y))) positions.push({ track: i + 1, x, y });
  }
  return positions;
}

/** Mean height over a disc, at points of equal area on a sunflower spiral (Vogel 1979). */
function footprintMean(terrain: Terrain, x: number, y: number, diameter: number): number {
  const golden = Math.PI * (3 - Math.sqrt(5));
  let sum = 0;
  for (let i = 0; i < FOOTPRINT_POINTS; i++) {
    const r = (diameter / 2) * Math.sqrt((i + 0.5) / FOOTPRINT_POINTS);
    sum += terrain.heightAt(x + r * Math.cos(i * golden), y + r * Math.sin(i * golden));
  }
  return sum / FOOTPRINT_POINTS;
}

/** Mostly clouds above, sometimes an echo from below, 10 to 60 m away. */
function grossError(rng: Rng): number {
  const size = 10 + 50 * rng.next();
  return rng.next() < 0.8 ? size : -size;
}

/** `count` different whole numbers below `n`. */
function choose(count: number, n: number, rng: Rng): ReadonlySet<number> {
  const chosen = new Set<number>();
  while (chosen.size < count) chosen.add(rng.int(n));
  return chosen;
}
