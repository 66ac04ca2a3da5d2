import { readFile } from 'node:fs/promises';
import { ioError } from '../core/atomic-file.node.js';
import { CuestaError } from '../core/errors.js';
import type { Compute } from '../core/kernel.js';
import { groundPixelSize } from '../geo/ground-size.js';
import type { Accuracy } from '../terrain/accuracy.js';
import { accuracyOf } from '../terrain/accuracy-passes.js';
import type { AlignMethod, Alignment } from './alignment.js';
import { describeMotion, type MotionDescription } from './describe-motion.js';
import { heightErrors } from './error-samples.js';
import { estimateMotion, type Motion } from './estimate.js';
import type { EstimateConfig } from './estimate-config.js';
import type { EstimateJob } from './estimate-job.js';
import { groundShift } from './ground-shift.js';
import { type HeightPolynomial, negated } from './height-polynomial.js';
import { type AlignPair, loadPair } from './load-pair.node.js';
import { type MovingPoints, selectPoints } from './moving-points.js';
import type { GridShift } from './residuals.js';
import { centreAt, IDENTITY, invertRigid, type Rigid, uncentre } from './rigid.js';
import { parseAlignment } from './transform-file.js';

/** Errors dh = source - reference in metres at the points of the fit and at those that were held out. */
export interface ErrorsOfSets {
  readonly fit: Accuracy;
  /** Null where none were held out. */
  readonly heldOut: Accuracy | null;
}

/** An alignment with what is known about it. */
export interface SolvedAlignment {
  readonly alignment: Alignment;
  /** What was done; `vertical` where the terrain does not show the plan. */
  readonly method: AlignMethod | 'none';
  readonly description: MotionDescription;
  /** What it does at the centroid, in pixels of the reference (of the source with control points) and metres up. */
  readonly shift: GridShift;
  /** Null for `none`. */
  readonly motion: Motion | null;
  readonly pair: Pick<AlignPair, 'candidates' | 'counts' | 'moving'> & { readonly drawn: number };
  /** Metres per pixel in which shifts of the search are given. */
  readonly pixel: { readonly x: number; readonly y: number };
  readonly before: ErrorsOfSets;
  readonly after: ErrorsOfSets;
  readonly nearHeight: number;
  readonly seconds: number;
  readonly warnings: readonly string[];
}

/** Points at most for the statistics of the fit; those held out are all used. */
const FIT_STATISTICS = 250_000;
const TOLERANCE_PX = 1e-3;

/** Reads both inputs and estimates the alignment of the source to the reference. */
export async function solveAlignment(
  job: EstimateJob,
  compute: Compute,
  signal: AbortSignal,
): Promise<SolvedAlignment> {
  const started = performance.now();
  const { config } = job;
  const initial = await initialAlignment(config);
  refuseLostHeights(initial, config);
  const pair = await loadPair(job, initial, compute, signal);
  const { fit, surface, moving } = pair;
  const oriented = (rigid: Rigid): Rigid => (moving === 'source' ? rigid : invertRigid(rigid));
  const start =
    config.initialTransform === undefined ? IDENTITY : centreAt(oriented(initial.rigid), fit.centroid);
  const motion = config.method === 'none' ? null : estimate(pair, start, config, config.method);
  const rigid = motion?.rigid ?? start;
  const taken = motion === null ? oppositeFor(moving, initial.heights) : (motion.heights?.polynomial ?? null);
  const alignment: Alignment = {
    rigid:
      motion === null
        ? initial.rigid
        : rigid === IDENTITY
          ? IDENTITY
          : oriented(uncentre(rigid, fit.centroid)),
    heights: motion === null ? initial.heights : oppositeFor(moving, taken),
  };
  const description = describeMotion(alignment.rigid, fit.centroid, fit.ellipsoid);
  const { x, y } = groundPixelSize(surface.grid);
  return {
    alignment,
    method: motion?.method ?? 'none',
    description,
    shift: groundShift(alignment, fit.centroid, (job.reference ?? job.source).grid),
    motion,
    pair: { candidates: pair.candidates, counts: pair.counts, moving, drawn: fit.count + pair.heldOut.count },
    pixel: { x, y },
    before: errorsOf(pair, IDENTITY, null),
    after: errorsOf(pair, rigid, taken),
    nearHeight: description.h,
    seconds: (performance.now() - started) / 1000,
    warnings: [...pair.warnings, ...(motion?.warnings ?? [])],
  };
}

/** From what is taken off the moving points to what is added to the source's heights, and back. */
function oppositeFor(moving: AlignPair['moving'], p: HeightPolynomial | null): HeightPolynomial | null {
  return p === null || moving === 'reference' ? p : negated(p);
}

function estimate(pair: AlignPair, start: Rigid, config: EstimateConfig, method: AlignMethod): Motion {
  const [minSlopeDeg, maxSlopeDeg] = config.slopeRange;
  const { maxIterations, vertical } = config;
  const derampOrder = config.derampOrder ?? null;
  return estimateMotion(pair.fit, pair.surface, start, {
    method,
    derampOrder,
    search: config.search && config.initialTransform === undefined,
    nuthKaab: { minSlopeDeg, maxSlopeDeg, tolerancePx: TOLERANCE_PX, maxIterations, vertical },
    icp: {
      translationOnly: config.translationOnly,
      maxIterations,
      toleranceMetres: 1e-3,
      toleranceDeg: 1e-5,
    },
    minPoints: config.minPoints ?? (pair.moving === 'source' ? 1000 : 50),
    seed: config.seed,
  });
}

async function initialAlignment({ initialTransform: path }: EstimateConfig): Promise<Alignment> {
  if (path === undefined) return { rigid: IDENTITY, heights: null };
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw ioError(cause, path, 'read');
  });
  return parseAlignment(text, path);
}

function errorsOf(pair: AlignPair, motion: Rigid, taken: HeightPolynomial | null): ErrorsOfSets {
  const { surface, moving } = pair;
  const errors = (points: MovingPoints): Accuracy => {
    const dh = heightErrors(points, surface, motion, taken);
    return accuracyOf(moving === 'source' ? dh : dh.map((v) => -v), null, 0);
  };
  const step = Math.ceil(pair.fit.count / FIT_STATISTICS);
  const count = Math.floor(pair.fit.count / step);
  const thinned = Int32Array.from({ length: count }, (_, i) => i * step);
  return {
    fit: errors(step === 1 ? pair.fit : selectPoints(pair.fit, thinned)),
    heldOut: pair.heldOut.count === 0 ? null : errors(pair.heldOut),
  };
}

/** Throws when the initial transform brings something that the chosen method would drop. */
function refuseLostHeights(initial: Alignment, { method, initialTransform }: EstimateConfig): void {
  if (initial.heights === null || method === 'none') return;
  throw new CuestaError(
    'config',
    `${initialTransform} corrects heights by a polynomial, which no method goes on from.`,
    {
      subject: '--initial-transform',
      hint: 'Apply it alone with --method none, then align the result.',
    },
  );
}
