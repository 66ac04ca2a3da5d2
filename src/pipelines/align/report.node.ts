import { basename } from 'node:path';
import { alignmentFacts, errorReach, sigmasOf } from '../../align/alignment-facts.js';
import { movedGrid } from '../../align/moved-grid.js';
import type { SolvedAlignment } from '../../align/solve-alignment.node.js';
import { writeAtomically } from '../../core/atomic-file.node.js';
import { fullWindow } from '../../core/window.js';
import { verticalDatumLabel } from '../../geo/vertical-datum.js';
import { createNodeCompute } from '../../kernels/select.node.js';
import { coarserGrid, type GroundRaster, readOnto } from '../../product/ground-raster.node.js';
import type { JobContext } from '../../product/job-context.js';
import { VERSION } from '../../product/version.node.js';
import { BLUE_RED } from '../../report/colour-maps.js';
import { symmetricScale } from '../../report/colour-scale.js';
import type { Figure } from '../../report/figure.js';
import { figureHistogram } from '../../report/histogram-figure.js';
import { renderReport, type Table } from '../../report/html-report.js';
import { figureDifference } from '../../report/map-figures.js';
import { decimalsFor, formatMeasure, formatNumber } from '../../report/number-format.js';
import type { Accuracy } from '../../terrain/accuracy.js';
import { difference } from '../../terrain/difference.js';
import type { AlignJob } from './align-job.js';

/** Pictures are about this wide or high. */
const PREVIEW_PIXELS = 800;

/** Writes the HTML report: the motion, maps and histograms of dh before and after, held-out numbers. */
export async function writeAlignReport(
  path: string,
  job: AlignJob,
  solved: SolvedAlignment,
  context: JobContext,
): Promise<void> {
  const { config, source, vertical } = job;
  const { before, after, description, warnings, method } = solved;
  const held = after.heldOut ?? after.fit;
  const html = renderReport({
    title: `Alignment of ${basename(config.source)}`,
    subtitle: `to ${basename(config.reference)}, ${source.grid.crs.name}, vertical datum: ${verticalDatumLabel(vertical)}`,
    summary: [
      { label: 'Method', value: method },
      ...(['North', 'East', 'Down'] as const).map((label, i) => ({
        label,
        value: formatMeasure(description.translationNed[i]!),
        unit: 'm',
      })),
      { label: 'NMAD, held out', value: formatMeasure(held.nmad), unit: 'm' },
      { label: 'Median, held out', value: formatMeasure(held.median), unit: 'm' },
    ],
    warnings,
    sections: [
      {
        heading: 'Height differences',
        text: ['dh = source − reference, in metres: red where the source is too high.'],
        figures: [...(await mapsOf(job, solved, context)), ...histograms(before.fit, after.fit)],
        tables: [statisticsTable(solved)],
      },
      {
        heading: 'The motion',
        text: [
          'From the source to the reference, at the centroid of the points. Standard deviations take into account that height errors are correlated in space, as far as the residuals show.',
        ],
        figures: [],
        tables: [motionTable(solved), estimateTable(solved)],
      },
    ],
    footer: `Cuesta ${VERSION} · ${context.command}`,
    data: { command: context.command, config, ...alignmentFacts(solved) },
  });
  await writeAtomically(path, (file) => file.writeFile(html));
}

async function mapsOf(
  job: AlignJob,
  solved: SolvedAlignment,
  { signal, settings }: JobContext,
): Promise<Figure[]> {
  const { reference, source, config } = job;
  if (reference === null) return [];
  const compute = await createNodeCompute(settings.backend);
  try {
    const moved =
      config.grid === 'reference'
        ? reference.grid
        : movedGrid(source.grid, solved.alignment, solved.nearHeight);
    const factor = Math.max(1, Math.ceil(Math.max(moved.width, moved.height) / PREVIEW_PIXELS));
    const grid = coarserGrid(moved, fullWindow(moved), factor);
    const read = (raster: GroundRaster) => readOnto(raster, grid, 'average', compute, signal);
    const truth = await read(reference);
    const [was, is] = [
      difference(await read(source), truth),
      difference(await read({ path: config.output, grid: moved, shift: null }), truth),
    ];
    const scale = symmetricScale(is.data, BLUE_RED);
    return [
      await figureDifference(
        was,
        { title: 'Before', caption: 'dh before the alignment, in the colours of the map after it.' },
        scale,
      ),
      await figureDifference(is, { title: 'After', caption: 'dh of the aligned DEM.' }, scale),
    ];
  } finally {
    await compute.close();
  }
}

function histograms(before: Accuracy, after: Accuracy): Figure[] {
  return (
    [
      ['Before', before],
      ['After', after],
    ] as const
  ).map(([title, { histogram, median, nmad }]) =>
    figureHistogram({
      title: `Distribution ${title.toLowerCase()}`,
      caption: 'At the points of the fit.',
      histogram,
      axis: 'dh (m)',
      median,
      nmad,
    }),
  );
}

function statisticsTable({ before, after }: SolvedAlignment): Table {
  const rows: (readonly [string, Accuracy | null])[] = [
    ['Before, in the fit', before.fit],
    ['Before, held out', before.heldOut],
    ['After, in the fit', after.fit],
    ['After, held out', after.heldOut],
  ];
  const decimals = decimalsFor(after.fit.nmad);
  const keys = ['mean', 'median', 'std', 'nmad', 'mae', 'rmse', 'le90'] as const;
  return {
    caption: 'Held-out points took no part in the fit',
    columns: [
      { heading: 'Points', align: 'text' },
      { heading: 'Count', align: 'number' },
      ...['Mean', 'Median', 'Std', 'NMAD', 'MAE', 'RMSE', 'LE90'].map(
        (heading) => ({ heading, unit: 'm', align: 'number' }) as const,
      ),
    ],
    rows: rows.flatMap(([label, a]) =>
      a === null
        ? []
        : [[label, formatNumber(a.count, 0), ...keys.map((key) => formatNumber(a[key], decimals))]],
    ),
  };
}

function motionTable(solved: SolvedAlignment): Table {
  const { description, shift } = solved;
  const sigma = sigmasOf(solved);
  const [north, east, down] = description.translationNed;
  const [aboutNorth, aboutEast, aboutDown] = description.rotationNedDeg;
  const metres = (label: string, value: number, s: number | undefined): string[] => [
    label,
    formatNumber(value, 4),
    s === undefined ? '–' : formatNumber(s, 4),
    'm',
  ];
  const turns = (label: string, value: number, s: number | undefined): string[] => [
    label,
    formatNumber(value, 6),
    s === undefined ? '–' : formatNumber(s, 6),
    '°',
  ];
  return {
    caption: 'Translation and rotation, source → reference',
    columns: [
      { heading: '', align: 'text' },
      { heading: 'Value', align: 'number' },
      { heading: 'Standard deviation', align: 'number' },
      { heading: 'Unit', align: 'text' },
    ],
    rows: [
      metres('North', north, sigma?.northMetres),
      metres('East', east, sigma?.eastMetres),
      metres('Down', down, sigma?.upMetres),
      turns('Rotation about north', aboutNorth, sigma?.rotationDeg?.[1]),
      turns('Rotation about east', aboutEast, sigma?.rotationDeg?.[0]),
      turns('Rotation about down', aboutDown, sigma?.rotationDeg?.[2]),
      ['Columns of the reference', formatNumber(shift.cols, 4), '–', 'px'],
      ['Rows of the reference (down)', formatNumber(shift.rows, 4), '–', 'px'],
      ['Heights at the centroid', formatNumber(shift.up, 4), '–', 'm'],
    ],
  };
}

function estimateTable(solved: SolvedAlignment): Table {
  const { motion, pair, pixel, seconds } = solved;
  const reach = errorReach(solved);
  const search = motion?.search ?? null;
  const plan = motion?.plan ?? null;
  const screened = pair.counts?.screened ?? null;
  return {
    caption: 'The estimate',
    columns: [
      { heading: '', align: 'text' },
      { heading: 'Value', align: 'text' },
    ],
    rows: [
      ['Stable points', formatNumber(pair.candidates, 0)],
      ['Points in the last step', formatNumber(motion?.used ?? 0, 0)],
      ['Iterations', formatNumber(motion?.iterations ?? 0, 0)],
      ...(search === null
        ? []
        : [
            [
              'Search range',
              `± ${formatNumber(search.rangeCols * pixel.x, 0)} m east, ± ${formatNumber(search.rangeRows * pixel.y, 0)} m north`,
            ],
            ['Correlation of the first shift', formatNumber(search.ncc, 3)],
          ]),
      ...(plan === null ? [] : [['Plan, weakest direction', `σ ${formatNumber(plan.sigmaPx, 4)} px`]]),
      ...(reach === null
        ? []
        : [
            [
              'Errors correlated up to',
              `${formatNumber(reach[0], 0)} m along columns, ${formatNumber(reach[1], 0)} m along rows`,
            ],
          ]),
      ...(screened === null ? [] : [['Control outliers removed', formatNumber(screened.removed, 0)]]),
      ['Time', `${formatNumber(seconds, 1)} s`],
    ],
  };
}
