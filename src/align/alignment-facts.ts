import type { Ellipsoid } from '../core/crs.js';
import type { ErrorsOfSets, SolvedAlignment } from './solve-alignment.node.js';
import { alignmentJson } from './transform-file.js';

const DEGREES = 180 / Math.PI;

/** The transform and what was found: what `--transform-out` writes and `--initial-transform` reads. */
export function alignmentDocument(
  solved: SolvedAlignment,
  ellipsoid: Ellipsoid,
): Readonly<Record<string, unknown>> {
  const { alignment, description } = solved;
  return { ...alignmentJson(alignment, description.centroid, ellipsoid), ...alignmentFacts(solved) };
}

/** What was found, as plain JSON: for `--json`, the sidecar and the report. */
export function alignmentFacts(solved: SolvedAlignment): Readonly<Record<string, unknown>> {
  const { motion, description, pair, pixel, before, after, method, seconds } = solved;
  const search = motion?.search ?? null;
  return {
    method,
    direction: 'source -> reference',
    sign: 'dh = source - reference, metres',
    translationNed: description.translationNed,
    translationEcef: description.translationEcef,
    rotationNedDeg: description.rotationNedDeg,
    rotationDeg: description.rotationDeg,
    centroid: {
      ecef: description.centroid,
      lonDeg: description.lonDeg,
      latDeg: description.latDeg,
      h: description.h,
    },
    shift: solved.shift,
    heights: solved.alignment.heights,
    sigma: sigmasOf(solved),
    covarianceEnu: motion?.errors ? Array.from(motion.errors.covariance) : null,
    errorReachMetres: errorReach(solved),
    heightCovariance:
      motion?.heights === null || motion === null ? null : Array.from(motion.heights.covariance),
    search:
      search === null
        ? null
        : {
            rangeEastMetres: search.rangeCols * pixel.x,
            rangeNorthMetres: search.rangeRows * pixel.y,
            correlation: search.ncc,
            second: search.second,
            reliable: search.reliable,
            shiftPx: [search.cols, search.rows],
          },
    plan: motion?.plan ?? null,
    rigidResidual: motion?.rigidResidual ?? null,
    iterations: motion?.iterations ?? 0,
    points: { stable: pair.candidates, drawn: pair.drawn, used: motion?.used ?? 0, control: pair.counts },
    before: statisticsOf(before),
    after: statisticsOf(after),
    seconds,
  };
}

/** Distance in metres up to which height errors are correlated, along columns and rows of the surface; null where nothing was estimated. */
export function errorReach({ motion, pixel }: SolvedAlignment): readonly [number, number] | null {
  const errors = motion?.errors ?? motion?.heights ?? null;
  return errors === null ? null : [errors.reachPx[0] * pixel.x, errors.reachPx[1] * pixel.y];
}

/** Standard deviations at the centroid; null where the method has no rigid motion. */
export interface Sigmas {
  readonly eastMetres: number;
  readonly northMetres: number;
  readonly upMetres: number;
  /** About east, north and up; null where no rotation was free. */
  readonly rotationDeg: readonly [number, number, number] | null;
}

export function sigmasOf({ motion }: SolvedAlignment): Sigmas | null {
  const covariance = motion?.errors?.covariance;
  if (covariance === undefined) return null;
  const sigma = (a: number): number => Math.sqrt(covariance[7 * a]!);
  return {
    eastMetres: sigma(0),
    northMetres: sigma(1),
    upMetres: sigma(2),
    rotationDeg: sigma(5) === 0 ? null : [DEGREES * sigma(3), DEGREES * sigma(4), DEGREES * sigma(5)],
  };
}

function statisticsOf({ fit, heldOut }: ErrorsOfSets): Readonly<Record<string, unknown>> {
  const plain = (accuracy: ErrorsOfSets['heldOut']): unknown => {
    if (accuracy === null) return null;
    const { histogram: _, classes: __, ...statistics } = accuracy;
    return statistics;
  };
  return { fit: plain(fit), heldOut: plain(heldOut) };
}
