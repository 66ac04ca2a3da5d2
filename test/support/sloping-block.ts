import { adjustPlan, type PlanAdjustment } from '../../src/adjust/adjust-plan.js';
import { correctedPosition } from '../../src/adjust/apply.js';
import { evaluate } from '../../src/adjust/model.js';
import type {
  Datum,
  GroundSlope,
  HeightControl,
  PlanControl,
  TieObservation,
} from '../../src/adjust/observations.js';
import type { SceneResult } from '../../src/adjust/result.js';
import { normalise, type Scene } from '../../src/adjust/scene.js';
import { createRng, type Rng } from '../../src/core/rng.js';

/** Two orbits of two scenes over hills: positions are adjusted first, and heights are taken where that puts the scenes. */
export interface SlopingBlock {
  readonly scenes: readonly Scene[];
  readonly truth: readonly { readonly plan: readonly number[]; readonly height: readonly number[] }[];
  readonly plan: PlanAdjustment;
  readonly ties: readonly TieObservation[];
  readonly control: readonly HeightControl[];
  /** Places on the ground, without noise. */
  readonly places: readonly { readonly scene: string; readonly x: number; readonly y: number }[];
}

const HALF = 3000;
const SPACING = 4500;
/** Metres: of a tie in plan, of a match with the reference, of heights. */
const TIE_SIGMA = 1.5;
const REFERENCE_SIGMA = 12;
const HEIGHT_SIGMA = 0.2;

/** Hills with slopes of 0.07 on the flanks of mountains with slopes of 0.1, which are as long as a scene. */
export function ground(x: number, y: number): number {
  const hills = 15 * Math.sin(x / 230) + 12 * Math.cos(y / 190 + 1);
  return hills + 150 * Math.sin(x / 1500 + 0.5) + 170 * Math.cos(y / 1700);
}

export function groundSlope(x: number, y: number): GroundSlope {
  const east = (15 / 230) * Math.cos(x / 230) + 0.1 * Math.cos(x / 1500 + 0.5);
  return [east, (-12 / 190) * Math.sin(y / 190 + 1) - 0.1 * Math.sin(y / 1700)];
}

export function slopingBlock(seed: number, datum: Datum['kind'] & ('reference' | 'free')): SlopingBlock {
  const rng = createRng(seed);
  const scenes = [0, 1, 2, 3].map((i): Scene => {
    const centre = [SPACING * (i % 2), SPACING * Math.floor(i / 2)] as const;
    return { id: `s${i}`, orbit: `o${i % 2}`, centre, halfSize: [HALF, HALF] };
  });
  const truth = scenes.map(() => ({
    plan: [12, 4, 4, 12, 4, 4].map((s) => s * rng.normal()),
    height: [3, 2, 2, 1, 1, 1, 0.5, 0.5, 0.5, 0.5].map((s) => s * rng.normal()),
  }));
  const world = { scenes, truth };
  const reference = datum === 'free' ? [] : scenes.flatMap((_, s) => referenceMatches(world, s, rng));
  const plan = adjustPlan({
    scenes,
    ties: planTies(world, rng),
    control: reference,
    datum: { kind: datum },
  });
  const places = Array.from({ length: 120 }, () => drawPlace(scenes, rng));
  const control = places.map(({ scene, x, y }, i): HeightControl => {
    const seen = look(world, plan, scene, x, y);
    const known = ground(x, y) + HEIGHT_SIGMA * rng.normal();
    const id = `c${i}`;
    return { id, kind: 'control', scene, ...seen, known, sigma: HEIGHT_SIGMA, slope: groundSlope(x, y) };
  });
  return { ...world, plan, ties: heightTies(world, plan, rng), control, places };
}

interface World {
  readonly scenes: readonly Scene[];
  readonly truth: SlopingBlock['truth'];
}

/** Raw position that a plan correction maps to a place (fixed-point iteration), and the height that the scene shows there. */
function look({ scenes, truth }: World, plan: PlanAdjustment, scene: string, x: number, y: number) {
  const s = scenes.findIndex(({ id }) => id === scene);
  const [rawX, rawY] = rawPosition(plan.scenes[s]!, x, y);
  const shown = correctedPosition(corrected(scenes[s]!, truth[s]!.plan), rawX, rawY);
  const h = ground(...shown) - evaluate(truth[s]!.height, ...normalise(scenes[s]!, rawX, rawY));
  return { x: rawX, y: rawY, h };
}

function corrected(scene: Scene, parameters: readonly number[]): SceneResult {
  const rest = { status: 'adjusted', model: 'plane', requested: 'plane', reason: null } as const;
  return { scene, parameters, covariance: [], ...rest };
}

export function rawPosition(scene: SceneResult, x: number, y: number): [x: number, y: number] {
  let raw: [number, number] = [x, y];
  for (let i = 0; i < 8; i++) {
    const [toX, toY] = correctedPosition(scene, ...raw);
    raw = [raw[0] + x - toX, raw[1] + y - toY];
  }
  return raw;
}

function drawPlace(scenes: readonly Scene[], rng: Rng): { scene: string; x: number; y: number } {
  const { id, centre } = scenes[rng.int(4)]!;
  const along = (): number => 0.95 * HALF * (2 * rng.next() - 1);
  return { scene: id, x: centre[0] + along(), y: centre[1] + along() };
}

/** Places that two neighbours show, so that every pair of them has the same number; the corner of all four stays out. */
function sharedPlaces(scenes: readonly Scene[], count: number, rng: Rng) {
  const pairs = [
    [0, 1],
    [2, 3],
    [0, 2],
    [1, 3],
  ] as const;
  return pairs.flatMap(([a, b]) =>
    Array.from({ length: count }, () => {
      const side = rng.next() < 0.5 ? -1 : 1;
      const across = 0.9 * (HALF - SPACING / 2) * (2 * rng.next() - 1);
      const [mx, my] = [0, 1].map((k) => (scenes[a]!.centre[k]! + scenes[b]!.centre[k]!) / 2) as [
        number,
        number,
      ];
      const outward = b - a === 1 ? Math.sign(my - SPACING / 2) : Math.sign(mx - SPACING / 2);
      const along = side * (side === outward ? 0.95 * HALF : HALF - 2 * (HALF - SPACING / 2)) * rng.next();
      const [x, y] = b - a === 1 ? [mx + across, my + along] : [mx + along, my + across];
      return { a, b, x, y };
    }),
  );
}

function planTies({ scenes, truth }: World, rng: Rng): TieObservation[] {
  return sharedPlaces(scenes, 20, rng).map(({ a, b, x, y }, i): TieObservation => {
    const [xA, yA] = rawPosition(corrected(scenes[a]!, truth[a]!.plan), x, y);
    const [xB, yB] = rawPosition(corrected(scenes[b]!, truth[b]!.plan), x, y);
    const noise = { xB: xB + TIE_SIGMA * rng.normal(), yB: yB + TIE_SIGMA * rng.normal() };
    const names = { id: `p${i}`, sceneA: scenes[a]!.id, sceneB: scenes[b]!.id };
    return { ...names, xA, yA, ...noise, sigmaX: TIE_SIGMA, sigmaY: TIE_SIGMA, dh: null, sigmaH: null };
  });
}

function referenceMatches({ scenes, truth }: World, s: number, rng: Rng): PlanControl[] {
  return Array.from({ length: 16 }, (_, k): PlanControl => {
    const [knownX, knownY] = [0, 1].map(
      (axis) => scenes[s]!.centre[axis]! + 0.6 * HALF * (((axis === 0 ? k % 4 : k >> 2) - 1.5) / 1.5),
    ) as [number, number];
    const [x, y] = rawPosition(corrected(scenes[s]!, truth[s]!.plan), knownX, knownY);
    const noise = { x: x + REFERENCE_SIGMA * rng.normal(), y: y + REFERENCE_SIGMA * rng.normal() };
    const sigma = { sigmaX: REFERENCE_SIGMA, sigmaY: REFERENCE_SIGMA };
    return { id: `r${s}-${k}`, kind: 'reference', scene: scenes[s]!.id, ...noise, knownX, knownY, ...sigma };
  });
}

function heightTies(world: World, plan: PlanAdjustment, rng: Rng): TieObservation[] {
  const sigmaH = HEIGHT_SIGMA;
  return sharedPlaces(world.scenes, 60, rng).map(({ a, b, x, y }, i): TieObservation => {
    const [sceneA, sceneB] = [world.scenes[a]!.id, world.scenes[b]!.id];
    const [inA, inB] = [look(world, plan, sceneA, x, y), look(world, plan, sceneB, x, y)];
    return {
      ...{ id: `h${i}`, sceneA, sceneB, xA: inA.x, yA: inA.y, xB: inB.x, yB: inB.y },
      ...{ sigmaX: null, sigmaY: null, dh: inB.h - inA.h + sigmaH * rng.normal(), sigmaH },
      slope: groundSlope(x, y),
    };
  });
}
