import { alignmentFacts, errorReach, sigmasOf } from '../../align/alignment-facts.js';
import type { SolvedAlignment } from '../../align/solve-alignment.node.js';
import type { AlignResult } from './run-align.node.js';

/** What `--json` prints. */
export function alignJson({ solved, products, warnings }: AlignResult): object {
  return { ...alignmentFacts(solved), outputs: products.flatMap(({ outputs }) => outputs), warnings };
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
