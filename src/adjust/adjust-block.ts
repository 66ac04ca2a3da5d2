import { CuestaError } from '../core/errors.js';
import { inCorner } from '../math/sparse/csr.js';
import { factorLdl } from '../math/sparse/ldl.js';
import { normalMatrix } from '../math/sparse/normal-matrix.js';
import { innerConstraints, minimumNorm, nullSpace } from '../math/sparse/null-space.js';
import { type LeastSquaresSolution, robustLeastSquares } from '../math/sparse/robust-least-squares.js';
import { sceneCovariances } from './covariance.js';
import { checkDatum } from './datum.js';
import { designMatrix, type Equation, type Layout, layOut, priorSigmas, unknownsOf } from './equations.js';
import type { PlanInformation } from './information.js';
import { LOWER_MODEL, type Model, meanProduct } from './model.js';
import { type Lowering, undetermined, weaklyDetermined } from './observability.js';
import type { Datum } from './observations.js';
import { GROUPS, type Group } from './result.js';
import type { Scene } from './scene.js';

export interface BlockProblem {
  readonly scenes: readonly Scene[];
  readonly components: 1 | 2;
  readonly equations: readonly Equation[];
  readonly datum: Datum;
  readonly model: Model;
  /** A-priori standard deviation of the coefficients of order 0 to 3. */
  readonly priorByOrder: readonly number[];
  /** For heights: what is known about the scenes' positions, which are estimated, too. */
  readonly plan?: PlanInformation;
}

export interface BlockSolution {
  readonly layout: Layout;
  readonly fixed: ReadonlySet<number>;
  readonly unobserved: ReadonlySet<number>;
  /** Why a scene's model is lower than requested. */
  readonly reasons: ReadonlyMap<number, string>;
  /** Of the layout; the positions' unknowns follow them. */
  readonly x: Float64Array;
  /** Per scene, of its unknowns, row-major. */
  readonly covariances: readonly Float64Array[];
  /** The same of the positions' unknowns; empty without them. */
  readonly planCovariances: readonly Float64Array[];
  readonly estimate: LeastSquaresSolution;
  /** Present groups; the group numbers of the estimate. */
  readonly groups: readonly Group[];
  readonly datumDefect: number;
  readonly warnings: readonly string[];
}

/**
 * Least-squares adjustment of one correction polynomial per scene. Scenes whose observations cannot carry their model get a
 * lower one, and all is solved again, until every scene's model is carried.
 */
export function adjustBlock(problem: BlockProblem): BlockSolution {
  const { scenes, equations, datum, components, priorByOrder, plan } = problem;
  requireSigmas(scenes, equations);
  const names = scenes.map((s) => s.id);
  const fixed = fixedScenes(names, datum);
  const { unobserved, warnings } = checkDatum(names, equations, datum, fixed);
  const groups = GROUPS.filter((g) => equations.some((e) => e.group === g));
  const group = Int32Array.from(equations, (e) => groups.indexOf(e.group));
  const sigma = Float64Array.from(equations, (e) => e.sigma);
  const share = Float64Array.from(equations, (e) => e.share);
  const observed = Float64Array.from(equations, (e) => e.value);
  const models = names.map((_, s) => (fixed.has(s) || unobserved.has(s) ? null : problem.model));
  const reasons = new Map<number, string>();
  for (;;) {
    const layout = layOut(components, [...models]);
    const common = designMatrix(equations, layout, 'common', plan?.layout);
    const weights = sigma.map((s) => 1 / (s * s));
    const known = plan === undefined ? {} : { information: inCorner(plan.normal, layout.size) };
    const nothing = new Float64Array(common.columns);
    const observable = factorLdl(normalMatrix(common, weights, nothing, known.information));
    if (datum.kind !== 'free' && observable.deficient.length > 0) {
      const { lowerings, hopeless } = undetermined(observable, layout);
      if (hopeless.length > 0 || lowerings.length === 0)
        throw undeterminedDatum(hopeless.map((s) => names[s]!));
      lower(models, lowerings, reasons);
      continue;
    }
    const design = datum.kind === 'free' ? common : designMatrix(equations, layout, 'raw', plan?.layout);
    const priorSigma = priorSigmas(layout, priorByOrder, plan?.layout.size);
    const groupCount = groups.length;
    const estimate = robustLeastSquares({
      ...{ design, observed, sigma, share, group, groupCount, priorSigma },
      ...known,
    });
    const constraints = innerConstraints(nullSpace(observable), (z) => meanSquareGradient(layout, z));
    const covarianceOf = sceneCovariances(estimate.covariance, constraints);
    const covariances = covarianceOf(layout, 0);
    const lowerings = weaklyDetermined(layout, priorByOrder, varianceOf(layout, covariances));
    if (lowerings.length > 0) {
      lower(models, lowerings, reasons);
      continue;
    }
    const x = minimumNorm(constraints, estimate.x);
    const planCovariances = plan === undefined ? [] : covarianceOf(plan.layout, layout.size);
    const datumDefect = constraints.basis.length;
    return {
      ...{ layout, fixed, unobserved, reasons, x, covariances, planCovariances },
      ...{ estimate, groups, datumDefect, warnings },
    };
  }
}

function requireSigmas(scenes: readonly Scene[], equations: readonly Equation[]): void {
  for (const { id, sigma, a } of equations) {
    if (sigma > 0 && Number.isFinite(sigma)) continue;
    throw new CuestaError('input', `The observation ${id} has a standard deviation of ${sigma}.`, {
      subject: scenes[a.scene]!.id,
      hint: 'Standard deviations are positive and finite; leave observations out that have none.',
    });
  }
}

function fixedScenes(names: readonly string[], datum: Datum): Set<number> {
  if (datum.kind !== 'fixed') return new Set();
  return new Set(
    datum.scenes.map((id) => {
      const scene = names.indexOf(id);
      if (scene >= 0) return scene;
      throw new CuestaError('config', `The scene to fix, ${id}, is not part of the block.`, {
        subject: id,
        hint: `Name one of: ${names.join(', ')}.`,
      });
    }),
  );
}

function undeterminedDatum(names: readonly string[]): CuestaError {
  const list = names.join(', ');
  return new CuestaError('geometry', `The observations do not determine even an offset of ${list}.`, {
    subject: list,
    hint: 'Add ties or control there, or leave these scenes out.',
  });
}

function lower(models: (Model | null)[], lowerings: readonly Lowering[], reasons: Map<number, string>): void {
  for (const { scene, reason } of lowerings) {
    models[scene] = LOWER_MODEL[models[scene]!];
    reasons.set(scene, [...(reasons.has(scene) ? [reasons.get(scene)!] : []), reason].join(' '));
  }
}

/** `G z`, where `xᵀGx` is the sum over the scenes of their corrections' mean squares. */
function meanSquareGradient(layout: Layout, z: Float64Array): Float64Array {
  const result = new Float64Array(z.length);
  layout.models.forEach((_, scene) => {
    const unknowns = unknownsOf(layout, scene);
    for (const a of unknowns) {
      for (const b of unknowns) {
        if (a.component === b.component) result[a.index]! += meanProduct(a.term, b.term) * z[b.index]!;
      }
    }
  });
  return result;
}

function varianceOf(layout: Layout, covariances: readonly Float64Array[]): (unknown: number) => number {
  const variances = new Float64Array(layout.size);
  covariances.forEach((block, scene) => {
    const n = Math.sqrt(block.length);
    for (let k = 0; k < n; k++) variances[layout.start[scene]! + k] = block[k * n + k]!;
  });
  return (unknown) => variances[unknown]!;
}
