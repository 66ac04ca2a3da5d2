import { clippedSquare, HUBER_C, huberWeight, normalCdf } from '../huber.js';
import { type ConjugateGradientResult, conjugateGradient } from './conjugate-gradient.js';
import { type CsrMatrix, multiply, multiplyTransposed } from './csr.js';
import { groupScales } from './group-scales.js';
import { analyseLdl, factorLdl, type LdlFactor, type LdlSymbolic, solveLdl } from './ldl.js';
import { type NormalAssembler, normalAssembler } from './normal-matrix.js';
import { type SelectedInverse, selectedInverse, varianceOfForm } from './selected-inverse.js';

/** Observations `A x = l + e` with standard deviations that are right up to one unknown factor per group. */
export interface LeastSquaresProblem {
  readonly design: CsrMatrix;
  readonly observed: Float64Array;
  /** A-priori standard deviation of every observation, > 0. */
  readonly sigma: Float64Array;
  /**
   * Part of its weight that every observation keeps, 0 to 1; 1 when absent. Observations that repeat each other's errors, m of
   * them for one, keep 1/m each: together they determine the parameters no better than that one, while each still
   * has its own sigma to be judged by.
   */
  readonly share?: Float64Array;
  /** Group of every observation, from 0 without gaps. */
  readonly group: Int32Array;
  readonly groupCount: number;
  /** A-priori standard deviation of every parameter about 0; Infinity for none. */
  readonly priorSigma: Float64Array;
  /** What else is known of the parameters, about 0: the normal matrix of an earlier adjustment. Nothing when absent. */
  readonly information?: CsrMatrix;
}

export interface LeastSquaresSolution {
  readonly x: Float64Array;
  /** `l - A x`. */
  readonly residuals: Float64Array;
  /** Share of its full weight that every observation had: 1, less beyond the clipping point, 0 when rejected. */
  readonly weights: Float64Array;
  /** 1 for observations beyond {@link REJECTION} standard deviations of their own residual. */
  readonly rejected: Uint8Array;
  /** A-posteriori factor on the a-priori sigmas per group. */
  readonly scales: Float64Array;
  /** Whether a group had enough redundancy for a factor of its own; else it kept 1. */
  readonly scaled: readonly boolean[];
  /** Share of every observation that the others check, 0 to 1; not meaningful where rejected. */
  readonly redundancy: Float64Array;
  /** Covariance of the parameters, scaled and with the cost of robustness. */
  readonly covariance: SelectedInverse;
  /** The inverse of that covariance: to be the {@link LeastSquaresProblem.information} of a later adjustment. */
  readonly normal: CsrMatrix;
  /** False when the scales or the rejections still moved after the last round. */
  readonly settled: boolean;
}

/** Beyond so many standard deviations an observation is a blunder, not noise. */
const REJECTION = 4;

/** Relative change of scales, and change of residuals in standard deviations, that matter to nothing. */
const SETTLED = 1e-3;
const REWEIGHTED = 1e-4;

const MAX_ROUNDS = 30;
/** Rounds after which rejected observations stay out, so that none can flip for ever. */
const ROUNDS_WITH_RETURN = 12;
const MAX_REWEIGHTINGS = 50;

/**
 * Robust least squares with variance components. Rounds of: Huber reweighting to convergence at fixed scales (the convex
 * problem, hence independent of the start); redundancy numbers from the selected inverse; one scale per group; rejection
 * of observations beyond four standard deviations of their residual, which may come back.
 *
 * Scales: first 1.4826 MAD, then Huber's proposal 2 with the redundancy numbers (a robust form of Förstner's variance
 * components). Covariance: Huber & Ronchetti 2009, section 7.6, with its correction for the number of parameters: the
 * inverse of the normal matrix whose weights are multiplied by `m² / (beta K²)`, m the share of residuals within the
 * clipping point, beta the expected clipped square, `K = 1 + (p/n)(1 - m)/m`. A-priori values count as observations.
 */
export function robustLeastSquares(problem: LeastSquaresProblem): LeastSquaresSolution {
  const { design, sigma, group, groupCount } = problem;
  const n = design.rows;
  const share = problem.share ?? new Float64Array(n).fill(1);
  const prior = problem.priorSigma.map((s) => 1 / (s * s));
  const assemble = normalAssembler(design, problem.information);
  const symbolic = analyseLdl(assemble(new Float64Array(n), prior));
  const rejected = new Uint8Array(n);
  let scales: Float64Array = new Float64Array(groupCount).fill(1);
  let scaled: readonly boolean[] = [];
  let efficiency = 1;
  let start: Float64Array = new Float64Array(design.columns);
  for (let round = 1; ; round++) {
    const deviation = sigma.map((s, i) => s * scales[group[i]]!);
    const { x, residuals, weights } = reweight(
      problem,
      assemble,
      prior,
      symbolic,
      deviation,
      share,
      rejected,
      start,
    );
    const effective = deviation.map((s, i) => (rejected[i] === 1 ? 0 : (efficiency * share[i]) / (s * s)));
    const normal = assemble(effective, prior);
    const covariance = selectedInverse(factorLdl(normal, symbolic));
    const leverage = leverages(design, covariance, deviation);
    const redundancy = leverage.map((h, i) => Math.max(0, 1 - h * (rejected[i] === 1 ? -1 : efficiency)));
    const standard = residuals.map((v, i) => v / (sigma[i] * Math.sqrt(Math.max(redundancy[i], FLOOR))));
    const scaleOf = (i: number): number => scales[group[i]]!;
    const flags =
      round === 1
        ? 0
        : updateRejected(
            standard,
            redundancy,
            (i) => REJECTION * scaleOf(i),
            rejected,
            round <= ROUNDS_WITH_RETURN,
          );
    const next = groupScales(
      { residuals, standard, redundancy, rejected, sigma, group, scales },
      round === 1,
    );
    const moved = scales.reduce((most, s, g) => Math.max(most, Math.abs(next.scales[g] / s - 1)), 0);
    const nextEfficiency =
      round === 1 ? START_EFFICIENCY : efficiencyOf(standard, redundancy, scaleOf, rejected);
    const settled =
      round > 1 && flags === 0 && moved < SETTLED && Math.abs(nextEfficiency - efficiency) < SETTLED;
    if (settled || round === MAX_ROUNDS) {
      return { x, residuals, weights, rejected, scales, scaled, redundancy, covariance, normal, settled };
    }
    ({ scales, scaled } = next);
    efficiency = nextEfficiency;
    start = x;
  }
}

/** Of Huber's estimator under normal noise. */
const START_EFFICIENCY = (2 * normalCdf(HUBER_C) - 1) ** 2 / clippedSquare(HUBER_C);

/** Redundancy below which nothing else checks an observation: it has no residual to speak of. */
const FLOOR = 0.05;

/**
 * Huber's weights to convergence. Only the first system is factored; its factor preconditions the later ones, whose weights
 * differ little; where that is not enough, they are factored too.
 */
function reweight(
  { design, observed }: LeastSquaresProblem,
  assemble: NormalAssembler,
  prior: Float64Array,
  symbolic: LdlSymbolic,
  deviation: Float64Array,
  share: Float64Array,
  rejected: Uint8Array,
  start: Float64Array,
): { x: Float64Array; residuals: Float64Array; weights: Float64Array } {
  let x = start;
  let residuals = subtract(observed, multiply(design, x));
  let factor: LdlFactor | null = null;
  for (let step = 0; ; step++) {
    const weights = residuals.map((v, i) => (rejected[i] === 1 ? 0 : huberWeight(v / deviation[i])));
    if (step === 0 && start.every((v) => v === 0)) {
      for (let i = 0; i < weights.length; i++) weights[i] = 1 - rejected[i];
    }
    const full = weights.map((w, i) => (w * share[i]) / deviation[i] ** 2);
    const normal = assemble(full, prior);
    const right = multiplyTransposed(
      design,
      full.map((w, i) => w * observed[i]),
    );
    const solved: ConjugateGradientResult | null =
      factor === null ? null : updateSolution(normal, right, factor, x);
    if (solved?.converged === true) x = solved.x;
    else {
      factor = factorLdl(normal, symbolic);
      x = solveLdl(factor, right);
    }
    const before: Float64Array = residuals;
    residuals = subtract(observed, multiply(design, x));
    const moved = residuals.reduce(
      (most, v, i) => (rejected[i] === 1 ? most : Math.max(most, Math.abs(v - before[i]) / deviation[i])),
      0,
    );
    if ((step > 0 && moved < REWEIGHTED) || step === MAX_REWEIGHTINGS) return { x, residuals, weights };
  }
}

/** Steps after which a new factor is cheaper. */
const FEW_STEPS = 25;

function updateSolution(
  normal: CsrMatrix,
  right: Float64Array,
  factor: LdlFactor,
  start: Float64Array,
): ConjugateGradientResult {
  const preconditioner = (r: Float64Array): Float64Array => solveLdl(factor, r);
  return conjugateGradient(normal, right, { preconditioner, start, maxIterations: FEW_STEPS });
}

function leverages(design: CsrMatrix, covariance: SelectedInverse, deviation: Float64Array): Float64Array {
  return deviation.map((s, i) => {
    const from = design.start[i];
    const to = design.start[i + 1];
    const parameters = design.index.subarray(from, to);
    return varianceOfForm(covariance, parameters, design.values.subarray(from, to)) / (s * s);
  });
}

/** Updates `rejected`; returns how many observations changed sides. */
function updateRejected(
  standard: Float64Array,
  redundancy: Float64Array,
  limit: (i: number) => number,
  rejected: Uint8Array,
  mayReturn: boolean,
): number {
  let changed = 0;
  for (let i = 0; i < standard.length; i++) {
    const beyond = redundancy[i] >= FLOOR && Math.abs(standard[i]) > limit(i);
    if (beyond === (rejected[i] === 1) || (!beyond && !mayReturn)) continue;
    rejected[i] = beyond ? 1 : 0;
    changed++;
  }
  return changed;
}

/** Part of its information that the estimator keeps, from the residuals within the clipping point. */
function efficiencyOf(
  standard: Float64Array,
  redundancy: Float64Array,
  scaleOf: (i: number) => number,
  rejected: Uint8Array,
): number {
  let count = 0;
  let within = 0;
  let checked = 0;
  for (let i = 0; i < standard.length; i++) {
    if (rejected[i] === 1) continue;
    count++;
    checked += redundancy[i];
    if (Math.abs(standard[i]) <= HUBER_C * scaleOf(i)) within++;
  }
  if (within === 0) return START_EFFICIENCY;
  const share = within / count;
  const parameters = 1 + ((1 - checked / count) * (1 - share)) / share;
  return Math.min(1, share ** 2 / (clippedSquare(HUBER_C) * parameters ** 2));
}

function subtract(a: Float64Array, b: Float64Array): Float64Array {
  return a.map((v, i) => v - b[i]);
}
