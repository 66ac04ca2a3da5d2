import { alignmentJson } from '../../align/transform-file.js';
import type { Ellipsoid } from '../../core/crs.js';
import type { ErrorsOfSets, SolvedAlignment } from './solve-align.node.js';

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

/** What a person reads after a run. */
export function alignmentText(solved: SolvedAlignment): string {
  const { description, motion, pair, pixel, before, after, shift, method } = solved;
  const [north, east, down] = description.translationNed;
  const sigma = sigmasOf(solved);
  const round = (v: number, digits = 4): string => v.toFixed(digits);
  const search = motion?.search ?? null;
  const lines = [
    `Method ${method}, source -> reference, at ${round(description.latDeg, 5)} N ${round(description.lonDeg, 5)} E`,
  ];
  if (search !== null) {
    const range = `${Math.round(search.rangeCols * pixel.x)} m x ${Math.round(search.rangeRows * pixel.y)} m`;
    lines.push(
      `Search     +-${range}, correlation ${round(search.ncc, 3)}${search.reliable ? '' : ' (not reliable, not used)'}`,
    );
  }
  lines.push(
    `Moves      north ${round(north)} m, east ${round(east)} m, down ${round(down)} m, rotation ${round(description.rotationDeg, 6)} deg`,
    `In pixels  ${round(shift.cols)} columns, ${round(shift.rows)} rows; heights ${round(shift.up)} m`,
  );
  if (sigma !== null) {
    const turns = sigma.rotationDeg?.map((v) => round(v, 6)).join(' ');
    lines.push(
      `Sigma      north ${round(sigma.northMetres)} m, east ${round(sigma.eastMetres)} m, up ${round(sigma.upMetres)} m${turns === undefined ? '' : `, rotations about E N U ${turns} deg`}`,
    );
  }
  const reach = errorReach(solved);
  if (reach !== null) {
    lines.push(
      `Errors     correlated up to ${Math.round(reach[0])} m along columns, ${Math.round(reach[1])} m along rows`,
    );
  }
  const { counts } = pair;
  if (counts !== null) {
    const out = counts.screened === null ? 'not screened' : `${counts.screened.removed} outliers removed`;
    lines.push(`Control    ${counts.read} points read, ${counts.withoutHeight} without height, ${out}`);
  }
  lines.push(
    `Points     ${pair.candidates} stable, ${motion?.used ?? 0} in the fit, ${motion?.iterations ?? 0} iterations`,
  );
  for (const [name, set] of [
    ['before', before],
    ['after', after],
  ] as const) {
    for (const [part, a] of [
      ['fit', set.fit],
      ['held out', set.heldOut],
    ] as const) {
      if (a === null) continue;
      lines.push(
        `dh ${`${name}, ${part}`.padEnd(17)} median ${round(a.median)}  mean ${round(a.mean)}  NMAD ${round(a.nmad)}  RMSE ${round(a.rmse)} m  (${a.count})`,
      );
    }
  }
  return lines.join('\n');
}
