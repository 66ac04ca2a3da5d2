import { evaluate } from '../../src/adjust/model.js';
import type { HeightControl, PlanControl, TieObservation } from '../../src/adjust/observations.js';
import { normalise, type Scene } from '../../src/adjust/scene.js';
import { createRng, type Rng } from '../../src/core/rng.js';

/** Block like the paper's: 4 orbits of 3 scenes, 401 ties, 311 control points, 60 check points. */
export interface SimulatedBlock {
  readonly scenes: readonly Scene[];
  readonly truth: readonly { readonly plan: readonly number[]; readonly height: number[] }[];
  readonly ties: readonly TieObservation[];
  readonly control: readonly HeightControl[];
  readonly planControl: readonly PlanControl[];
  readonly checks: readonly HeightControl[];
  /** Observations that were made wrong on purpose. */
  readonly wrong: ReadonlySet<string>;
}

export interface BlockOptions {
  readonly controlOutliers?: number;
  readonly tieOutliers?: number;
  /** Factors on the true noise that the observations' sigmas do not know. */
  readonly tieFactor?: number;
  readonly controlFactor?: number;
  /** Noise of a tie's height difference as a part of single pixels': chip means are better; 1 when absent. */
  readonly chipNoise?: number;
}

const PIXEL = 8;
const WIDTH = 6588 * PIXEL;
const HEIGHT = 8020 * PIXEL;
/** Spacing of scenes as a part of their size: 20 % overlap across, 12 % along. */
const ACROSS = 0.8;
const ALONG = 0.88;
const ORBITS = 4;
const ROWS = 3;

/** Standard deviation of a scene's height noise: 0.5 m in the centre, 2 m at the edges. */
export function noiseSigma(u: number, v: number): number {
  return 0.5 + 1.5 * Math.min(1, Math.max(Math.abs(u), Math.abs(v))) ** 8;
}

export function simulateBlock(seed: number, options: BlockOptions = {}): SimulatedBlock {
  const rng = createRng(seed);
  const scenes = Array.from({ length: ORBITS * ROWS }, (_, s): Scene => {
    const orbit = Math.floor(s / ROWS);
    const row = s % ROWS;
    return {
      id: `o${orbit}s${row}`,
      orbit: `o${orbit}`,
      centre: [500_000 + ACROSS * WIDTH * orbit, 4_000_000 + ALONG * HEIGHT * row + 3000 * orbit],
      halfSize: [WIDTH / 2, HEIGHT / 2],
    };
  });
  const truth = scenes.map(() => ({ plan: drawPlan(rng.fork(rng.int(1e9))), height: drawHeight(rng) }));
  const ground = { scenes, truth, wrong: new Set<string>() };
  const points = simulatePoints(ground, rng, 371);
  scaleHeights(
    ground,
    points.slice(0, 60).map((p) => p[0]),
  );
  const ties = simulateTies(ground, rng, options);
  const checks = points.slice(0, 60).map((p, i) => heightControl(ground, rng, `check${i}`, p[0], {}));
  const control = points
    .slice(60)
    .flatMap((places, i) => places.map((p) => heightControl(ground, rng, `gcp${i}`, p, options)));
  const planControl = scenes.flatMap((_, s) => simulateReference(ground, rng, s));
  return { ...ground, ties, control, planControl, checks };
}

interface Ground {
  readonly scenes: readonly Scene[];
  readonly truth: SimulatedBlock['truth'];
  readonly wrong: Set<string>;
}

/** A ground position in a scene: raw map coordinates and normalised ones. */
interface Seen {
  readonly scene: number;
  readonly x: number;
  readonly y: number;
  readonly u: number;
  readonly v: number;
}

/** Up to 5 px of shift, 2 px at the edge from each linear term. */
function drawPlan(rng: Rng): number[] {
  return [3.5, 1, 1, 3.5, 1, 1].map((px) => px * PIXEL * (2 * rng.next() - 1));
}

function drawHeight(rng: Rng): number[] {
  return [2.4, 1.6, 1.6, 1.2, 1.2, 1.2, 0.9, 0.9, 0.9, 0.9].map((s) => s * rng.normal());
}

/** Makes the systematic error at the check points, with their noise of 0.7 m, the paper's 3.5 m. */
function scaleHeights({ truth }: Ground, checks: readonly Seen[]): void {
  const squares = checks.reduce((sum, { scene, u, v }) => sum + evaluate(truth[scene].height, u, v) ** 2, 0);
  const factor = Math.sqrt((3.5 ** 2 - 0.7 ** 2) / (squares / checks.length));
  for (const { height } of truth)
    height.forEach((c, i) => {
      height[i] = factor * c;
    });
}

/** Fixed-point inverse of the plan correction: contracts by about 1e-3 per step. */
function see({ scenes, truth }: Ground, scene: number, groundX: number, groundY: number): Seen {
  let x = groundX;
  let y = groundY;
  let u = 0;
  let v = 0;
  for (let i = 0; i < 6; i++) {
    [u, v] = normalise(scenes[scene], x, y);
    x = groundX - evaluate(truth[scene].plan.slice(0, 3), u, v);
    y = groundY - evaluate(truth[scene].plan.slice(3, 6), u, v);
  }
  return { scene, x, y, u, v };
}

function simulateTies(ground: Ground, rng: Rng, options: BlockOptions): TieObservation[] {
  const { scenes, truth } = ground;
  const pairs: [number, number][] = [];
  for (let a = 0; a < scenes.length; a++) {
    if ((a + 1) % ROWS !== 0) pairs.push([a, a + 1]);
    if (a + ROWS < scenes.length) pairs.push([a, a + ROWS]);
  }
  const factor = options.tieFactor ?? 1;
  return Array.from({ length: 401 }, (_, i): TieObservation => {
    const [a, b] = pairs[i % pairs.length];
    const k = Math.floor(i / pairs.length);
    const [x, y] = placeInOverlap(scenes[a], scenes[b], k, b - a === 1, rng);
    const inA = see(ground, a, x, y);
    const inB = see(ground, b, x, y);
    const sigmaH = (options.chipNoise ?? 1) * Math.hypot(noiseSigma(inA.u, inA.v), noiseSigma(inB.u, inB.v));
    const id = `tie${i}`;
    const gross = rng.next() < (options.tieOutliers ?? 0);
    if (gross) ground.wrong.add(id);
    const error = gross ? 10 + 40 * rng.next() : factor * sigmaH * rng.normal();
    const shift = gross ? 40 + 100 * rng.next() : 0;
    const g = (s: Seen): number => evaluate(truth[s.scene].height, s.u, s.v);
    return {
      id,
      sceneA: scenes[a].id,
      sceneB: scenes[b].id,
      xA: inA.x,
      yA: inA.y,
      xB: inB.x + 0.1 * PIXEL * factor * rng.normal() + shift,
      yB: inB.y + 0.1 * PIXEL * factor * rng.normal() - shift,
      sigmaX: 0.1 * PIXEL,
      sigmaY: 0.1 * PIXEL,
      dh: g(inA) - g(inB) + error,
      sigmaH,
    };
  });
}

/** k-th place of three columns across the overlap's centre and eight along it, with some irregularity. */
function placeInOverlap(a: Scene, b: Scene, k: number, alongTrack: boolean, rng: Rng): [number, number] {
  const west = Math.max(a.centre[0] - a.halfSize[0], b.centre[0] - b.halfSize[0]);
  const east = Math.min(a.centre[0] + a.halfSize[0], b.centre[0] + b.halfSize[0]);
  const south = Math.max(a.centre[1] - a.halfSize[1], b.centre[1] - b.halfSize[1]);
  const north = Math.min(a.centre[1] + a.halfSize[1], b.centre[1] + b.halfSize[1]);
  const across = 0.2 + 0.3 * (k % 3) + 0.05 * rng.normal();
  const along = (Math.floor(k / 3) + 0.5 + 0.1 * rng.normal()) / 8;
  const [s, t] = alongTrack ? [along, across] : [across, along];
  return [west + s * (east - west), south + t * (north - south)];
}

/** Ground points in the union of the scenes: where every scene sees them, the most central one first. */
function simulatePoints(ground: Ground, rng: Rng, count: number): Seen[][] {
  const points: Seen[][] = [];
  while (points.length < count) {
    const x = 500_000 + WIDTH * (rng.next() * (1 + ACROSS * (ORBITS - 1)) - 0.5);
    const y = 4_000_000 + HEIGHT * (rng.next() * (1 + ALONG * (ROWS - 1)) - 0.5);
    const places = ground.scenes
      .map((_, s) => see(ground, s, x, y))
      .filter(({ u, v }) => Math.max(Math.abs(u), Math.abs(v)) < 0.98)
      .sort((p, q) => Math.max(Math.abs(p.u), Math.abs(p.v)) - Math.max(Math.abs(q.u), Math.abs(q.v)));
    if (places.length > 0) points.push(places);
  }
  return points;
}

function heightControl(
  { scenes, truth, wrong }: Ground,
  rng: Rng,
  id: string,
  { scene, x, y, u, v }: Seen,
  { controlOutliers = 0, controlFactor = 1 }: BlockOptions,
): HeightControl {
  const sigma = Math.hypot(noiseSigma(u, v), 0.15);
  const known = 500 + 300 * rng.next();
  const gross = rng.next() < controlOutliers;
  if (gross) wrong.add(id);
  const noise = controlFactor * sigma * rng.normal() + (gross ? 10 + 60 * rng.next() : 0);
  const h = known - evaluate(truth[scene].height, u, v) + noise;
  return { id, kind: 'control', scene: scenes[scene].id, x, y, h, known, sigma };
}

/** Matches with a coarse reference: 25 per scene, good to half a reference pixel. */
function simulateReference(ground: Ground, rng: Rng, scene: number): PlanControl[] {
  const { centre, halfSize, id } = ground.scenes[scene];
  return Array.from({ length: 25 }, (_, k): PlanControl => {
    const knownX = centre[0] + halfSize[0] * 0.8 * (((k % 5) - 2) / 2);
    const knownY = centre[1] + halfSize[1] * 0.8 * ((Math.floor(k / 5) - 2) / 2);
    const { x, y } = see(ground, scene, knownX, knownY);
    const sigma = 15;
    return {
      id: `ref-${id}-${k}`,
      kind: 'reference',
      scene: id,
      x: x + sigma * rng.normal(),
      y: y + sigma * rng.normal(),
      knownX,
      knownY,
      sigmaX: sigma,
      sigmaY: sigma,
    };
  });
}
