import { evaluate } from '../../adjust/model.js';
import type { AdjustmentResult, GroupResult, SceneResult } from '../../adjust/result.js';
import type { SeamReport } from '../../mosaic/seam-report.js';
import type { Column, Table } from '../../report/html-report.js';
import { formatMeasure, formatNumber } from '../../report/number-format.js';
import type { AdjustedBlock } from './adjusted-block.js';
import type { BlockScene } from './block.js';
import type { Loop } from './loops.js';

const numberColumn = (heading: string, unit?: string): Column => ({
  heading,
  align: 'number',
  ...(unit === undefined ? {} : { unit }),
});

const textColumn = (heading: string): Column => ({ heading, align: 'text' });

/** Observations of both adjustments by their kind. */
export function observationTable({ plan, height }: AdjustedBlock): Table {
  const rowsOf = (adjustment: AdjustmentResult | null, name: string, unit: string): string[][] =>
    (adjustment?.groups ?? []).map((g: GroupResult) => [
      `${name}, ${NAMES[g.group]} (${unit})`,
      formatNumber(g.count, 0),
      formatNumber(g.rejected, 0),
      formatNumber(g.redundancy, 0),
      formatMeasure(g.rmsBefore),
      formatMeasure(g.rmsAfter),
      g.scaled ? formatNumber(g.scale, 2) : '–',
    ]);
  return {
    caption: 'Observations and their differences before and after',
    columns: [
      textColumn('Observation'),
      numberColumn('Number'),
      numberColumn('Rejected'),
      numberColumn('Redundancy'),
      numberColumn('RMS before'),
      numberColumn('RMS after'),
      numberColumn('Factor on the sigmas'),
    ],
    rows: [...rowsOf(plan, 'Position', 'map units'), ...rowsOf(height, 'Height', 'm')],
  };
}

const NAMES = { tie: 'ties', control: 'control points', reference: 'reference DEM' } as const;

/** RMSE at the check points; null without any. */
export function checkTable({ checks, givenRmse }: AdjustedBlock, mosaicRmse: number): Table | null {
  if (checks === null) return null;
  const { before, after } = checks;
  const row = (label: string, s: typeof before): string[] => [
    label,
    formatNumber(s.count, 0),
    ...[s.rmse, s.mean, s.median, s.nmad].map(formatMeasure),
  ];
  return {
    caption: 'Check points, which no adjustment has seen: scene minus known height',
    columns: [
      textColumn('Heights'),
      numberColumn('Sightings'),
      ...['RMSE', 'Mean', 'Median', 'NMAD'].map((h) => numberColumn(h, 'm')),
    ],
    rows: [
      ['Scenes as given', formatNumber(before.count, 0), formatMeasure(givenRmse), '–', '–', '–'],
      row('Position corrected', before),
      row('Position and height corrected', after),
      ['Mosaic', '', formatMeasure(mosaicRmse), '–', '–', '–'],
    ],
  };
}

/** What was done to every scene. */
export function sceneTable(
  scenes: readonly BlockScene[],
  { plan, height, orbits }: AdjustedBlock,
  pixel: number,
): Table {
  return {
    caption: 'Corrections of the scenes',
    columns: [
      textColumn('Scene'),
      textColumn('Orbit'),
      numberColumn('East', 'px'),
      numberColumn('North', 'px'),
      numberColumn('± position', 'px'),
      textColumn('Height model'),
      numberColumn('Mean', 'm'),
      numberColumn('RMS', 'm'),
    ],
    rows: scenes.map(({ id }, i) => {
      const at = plan?.scenes[i] ?? null;
      const { mean, rms } = correctionSize(height.scenes[i]!);
      return [
        id,
        orbits[i]!,
        ...(at === null || at.status !== 'adjusted'
          ? ['–', '–', '–']
          : [at.parameters[0]!, at.parameters[3]!, Math.sqrt(at.covariance[0]! + at.covariance[21]!)].map(
              (v) => formatNumber(v / pixel, 2),
            )),
        modelOf(height.scenes[i]!),
        formatMeasure(mean),
        formatMeasure(rms),
      ];
    }),
  };
}

function modelOf({ status, model, requested }: SceneResult): string {
  if (status !== 'adjusted') return status;
  return model === requested ? model : `${model} (lowered)`;
}

const STEPS = 20;

/** Mean and root mean square of a height correction over its scene. */
function correctionSize({ parameters }: SceneResult): { readonly mean: number; readonly rms: number } {
  let [sum, squares] = [0, 0];
  for (let i = 0; i < STEPS * STEPS; i++) {
    const u = (2 * (i % STEPS) + 1) / STEPS - 1;
    const v = (2 * Math.floor(i / STEPS) + 1) / STEPS - 1;
    const g = evaluate(parameters, u, v);
    sum += g;
    squares += g * g;
  }
  return { mean: sum / STEPS ** 2, rms: Math.sqrt(squares / STEPS ** 2) };
}

export function overlapTable({ overlaps }: AdjustedBlock): Table {
  return {
    caption: 'Overlaps',
    columns: [
      textColumn('Scenes'),
      textColumn('Direction'),
      numberColumn('Ties planned'),
      numberColumn('Matched'),
      numberColumn('Kept'),
      numberColumn('RMSE of the pair', 'px'),
      numberColumn('Heights'),
    ],
    rows: overlaps.map(({ a, b, direction, planned, matched, kept, rmse, heights }) => [
      `${a} – ${b}`,
      direction,
      ...[planned, matched, kept].map((n) => formatNumber(n, 0)),
      formatNumber(rmse, 2),
      formatNumber(heights, 0),
    ]),
  };
}

export function loopTable(loops: readonly Loop[]): Table {
  return {
    caption: 'Height differences summed round loops of scenes',
    columns: [
      textColumn('Loop'),
      numberColumn('Before', 'm'),
      numberColumn('After', 'm'),
      numberColumn('± after', 'm'),
    ],
    rows: loops.map(({ scenes, before, after, sigma }) => [
      scenes.join(' – '),
      formatMeasure(before),
      formatMeasure(after),
      formatMeasure(sigma),
    ]),
  };
}

/** Steps across the lines where the scene on top changes. */
export function seamTable(seams: readonly (readonly [label: string, report: SeamReport | null])[]): Table {
  return {
    caption: 'Steps across seams, all pairs of scenes together',
    columns: [
      textColumn('Mosaic'),
      numberColumn('Samples'),
      numberColumn('Median step', 'm'),
      numberColumn('90 %', 'm'),
      numberColumn('Beside it', 'm'),
      numberColumn('Ratio'),
    ],
    rows: seams.flatMap(([label, report]) => {
      if (report === null) return [];
      const { n, median, p90, insideMedian, ratio } = report.overall.heightJump;
      const steps = [median, p90, insideMedian].map(formatMeasure);
      return [[label, formatNumber(n, 0), ...steps, formatNumber(ratio, 2)]];
    }),
  };
}
