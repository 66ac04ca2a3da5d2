import { writeAtomically } from '../../core/atomic-file.node.js';
import type { Compute } from '../../core/kernel.js';
import { verticalDatumLabel } from '../../geo/vertical-datum.js';
import { createNodeCompute } from '../../kernels/select.node.js';
import type { InputFile } from '../../product/inputs.node.js';
import type { JobContext } from '../../product/job-context.js';
import { readPreview } from '../../product/preview.node.js';
import { VERSION } from '../../product/version.node.js';
import { accuracyFacts } from '../../report/accuracy-table.js';
import type { Figure } from '../../report/figure.js';
import { type Fact, renderReport, type Section, type Table } from '../../report/html-report.js';
import { figureDifference, figureHillshade } from '../../report/map-figures.js';
import { formatMeasure, formatNumber } from '../../report/number-format.js';
import { shadeRaster } from '../../report/shade-raster.js';
import { alignedText, alignTables } from './align-tables.js';
import { directionSection } from './direction-section.js';
import type { PlannedComparison, RasterCompareJob } from './plan-compare.node.js';
import { type PointCompareJob, testedOnce } from './plan-points.node.js';
import { figurePoints } from './point-figure.js';
import type { PointMap } from './point-map.js';
import { readOnGrid } from './preview.node.js';
import { productNames } from './product-names.js';
import {
  accuracyTables,
  differenceHistogram,
  overviewTable,
  pointTable,
  sectionFigures,
  sectionMarks,
  strataTables,
} from './report-parts.js';
import {
  allWarnings,
  type CompareResult,
  type Comparison,
  compareJson,
  countTested,
  shortName,
} from './result.js';
import { similarityTable } from './similarity-table.js';
import { uncertaintySection } from './uncertainty-section.js';

const SIGN =
  'dh = tested − reference, in metres: positive (red) where the tested DEM is higher than the reference, negative ' +
  '(blue) where it is lower.';

/** Writes the report of a comparison with a reference DEM. */
export async function writeRasterReport(
  path: string,
  job: RasterCompareJob,
  result: CompareResult,
  context: JobContext,
): Promise<void> {
  const compute = await createNodeCompute(context.settings.backend);
  const sections: Section[] = [];
  for (const [i, planned] of job.comparisons.entries()) {
    const comparison = result.comparisons[i];
    sections.push(
      ...(await rasterSections(prefixOf(comparison, result), planned, comparison, job, compute, context)),
    );
  }
  await compute.close();
  const inputs = inputTable(testedOnce(job.comparisons), [['reference', job.reference]]);
  await writeReport(path, result, sections, inputs, context);
}

/** Writes the report of a comparison with control points. */
export async function writePointReport(
  path: string,
  job: PointCompareJob,
  result: CompareResult,
  maps: readonly PointMap[],
  context: JobContext,
): Promise<void> {
  const compute = await createNodeCompute(context.settings.backend);
  const sections: Section[] = [];
  for (const [i, { dem }] of job.comparisons.entries()) {
    const comparison = result.comparisons[i];
    const map = maps[i];
    const shade = await shadeRaster(await readOnGrid(dem, map.grid, compute, context.signal), compute);
    const figures = [await figurePoints(map, shade), differenceHistogram(comparison)];
    sections.push(...pointSections(prefixOf(comparison, result), comparison, figures));
  }
  await compute.close();
  const inputs = inputTable(testedOnce(job.comparisons), []);
  await writeReport(path, result, sections, inputs, context);
}

async function writeReport(
  path: string,
  result: CompareResult,
  sections: readonly Section[],
  inputs: Table,
  context: JobContext,
): Promise<void> {
  const [reference] = productNames([result.reference]) as [string];
  const { comparisons } = result;
  const [first] = comparisons as [Comparison];
  const many = comparisons.length > 1;
  const tested = countTested(comparisons);
  const overview: Section[] = many ? [overviewSection(comparisons)] : [];
  const html = renderReport({
    title: titleOf(comparisons),
    subtitle: `${tested === 1 ? first.name : 'Tested'} against ${reference}; ${first.heights}; ${first.crs}.`,
    summary: many ? overviewFacts(comparisons) : accuracyFacts(first.accuracy),
    warnings: allWarnings(result),
    sections: [...overview, ...sections, { heading: 'Inputs', text: [], figures: [], tables: [inputs] }],
    footer: `Cuesta ${VERSION} · ${context.command}`,
    data: compareJson(result),
  });
  await writeAtomically(path, (file) => file.writeFile(html));
}

function overviewSection(comparisons: readonly Comparison[]): Section {
  const shifts = alignTables(comparisons);
  return {
    heading: 'Overview',
    text: [SIGN, ...(shifts.length === 0 ? [] : [alignedText(comparisons)])],
    figures: [],
    tables: [overviewTable(comparisons), ...shifts],
  };
}

function prefixOf(comparison: Comparison, { comparisons }: CompareResult): string {
  return comparisons.length === 1 ? '' : `${shortName(comparison, comparisons)}: `;
}

function titleOf(comparisons: readonly Comparison[]): string {
  const tested = countTested(comparisons);
  const aligned = tested < comparisons.length ? ', before and after alignment' : '';
  return `Accuracy of ${tested === 1 ? 'a DEM' : `${tested} DEMs`}${aligned}`;
}

function overviewFacts(comparisons: readonly Comparison[]): Fact[] {
  const best = (key: 'nmad' | 'rmse'): Fact['unit'] => {
    const values = comparisons.map(({ accuracy }) => accuracy[key]);
    const at = values.indexOf(Math.min(...values));
    return `m, ${shortName(comparisons[at], comparisons)}`;
  };
  const lowest = (key: 'nmad' | 'rmse'): string =>
    formatMeasure(Math.min(...comparisons.map(({ accuracy }) => accuracy[key])));
  return [
    { label: 'DEMs compared', value: String(countTested(comparisons)) },
    { label: 'Lowest NMAD', value: lowest('nmad'), unit: best('nmad')! },
    { label: 'Lowest RMSE', value: lowest('rmse'), unit: best('rmse')! },
  ];
}

async function rasterSections(
  prefix: string,
  { tested, definition }: PlannedComparison,
  comparison: Comparison,
  { reference }: RasterCompareJob,
  compute: Compute,
  { signal }: JobContext,
): Promise<Section[]> {
  const dh = await readPreview(comparison.dh!, signal);
  const target = { width: dh.width, height: dh.height, ...dh.georef };
  const hillshade = async (dem: InputFile, title: string): Promise<Figure> => {
    const raster = await readOnGrid(dem, target, compute, signal);
    const shade = await shadeRaster(raster, compute);
    return figureHillshade(raster, shade, { title, caption: 'Sun in the north-west, 45° high.' });
  };
  const map = await figureDifference(dh, {
    title: 'Height differences',
    caption: 'Red where the tested DEM is higher, blue where it is lower. The lines are the cross sections.',
    lines: sectionMarks(comparison),
  });
  const { width, height, pixelX, pixelY } = comparison.grid!;
  const pixels = `${formatNumber(width, 0)} × ${formatNumber(height, 0)} pixels of ${formatMeasure(pixelX)} × ${formatMeasure(pixelY)} m`;
  const whose =
    definition.config.tested.grid.transform[0] === definition.grid.transform[0] ? 'tested' : 'reference';
  return [
    {
      heading: `${prefix}Height differences`,
      text: [
        ...(prefix === '' ? [SIGN] : []),
        `Compared where both have a height, on ${pixels}, the grid of the ${whose} DEM within the common extent.`,
      ],
      figures: [map, differenceHistogram(comparison)],
      tables: [
        ...accuracyTables(comparison),
        ...strataTables(comparison),
        similarityTable(comparison.similarity!),
      ],
    },
    ...(comparison.directions === null ? [] : [directionSection(prefix, comparison.directions)]),
    ...(comparison.uncertainty === null ? [] : [uncertaintySection(prefix, comparison.uncertainty)]),
    ...(comparison.alignment === null
      ? [
          {
            heading: `${prefix}Terrain`,
            text: [],
            figures: [await hillshade(tested, 'Tested DEM'), await hillshade(reference, 'Reference DEM')],
            tables: [],
          },
        ]
      : []),
    { heading: `${prefix}Cross sections`, text: [], figures: sectionFigures(comparison), tables: [] },
  ];
}

function pointSections(prefix: string, comparison: Comparison, figures: readonly Figure[]): Section[] {
  return [
    {
      heading: `${prefix}Height differences at the points`,
      text: [
        ...(prefix === '' ? [SIGN] : []),
        `The DEM is interpolated bilinearly; a point beside a missing height is not used. Slopes are those of the ` +
          'tested DEM, since points have none.',
      ],
      figures,
      tables: [...accuracyTables(comparison), pointTable(comparison.points!)],
    },
  ];
}

function inputTable(tested: readonly InputFile[], others: readonly (readonly [string, InputFile])[]): Table {
  const all = [...tested.map((input) => ['tested', input] as const), ...others];
  return {
    caption: 'Elevation models',
    columns: [
      { heading: 'File', align: 'text' },
      { heading: 'Role', align: 'text' },
      { heading: 'Size', unit: 'px', align: 'number' },
      { heading: 'CRS', align: 'text' },
      { heading: 'Heights above', align: 'text' },
      { heading: 'SHA-256', align: 'text' },
    ],
    rows: all.map(([role, { path, info, grid, sha256 }]) => [
      path.replace(/^.*[/\\]/, ''),
      role,
      `${info.width} × ${info.height}`,
      grid.crs.name,
      verticalDatumLabel(grid.crs.vertical),
      sha256.slice(0, 12),
    ]),
  };
}
