import type { Crs } from '../../core/crs.js';
import { CuestaError } from '../../core/errors.js';
import type { PointColumns } from '../../io/points/columns.js';
import { openPointFile } from '../../io/points/open-points.node.js';
import { readPoints } from '../../io/points/read-points.js';
import type { PreparedHeights } from '../../product/height-shift.node.js';
import {
  type FileStamp,
  type InputFile,
  inspectInputs,
  requireHeights,
  stampFile,
} from '../../product/inputs.node.js';
import type { JobContext } from '../../product/job-context.js';
import { isAboutRelief } from './assertions.js';
import { commonHeights } from './common-heights.node.js';
import type { ComparedDem } from './compare-task.js';
import type { CompareConfig } from './config.js';
import { documentsOf } from './plan-compare.node.js';
import { pointsCrs } from './points-crs.js';
import { alignedNames, productNames } from './product-names.js';

/** One tested DEM against control points. */
export interface PlannedPoints {
  readonly name: string;
  readonly tested: InputFile;
  readonly heights: PreparedHeights;
  /** Its motion is estimated before it is compared; the plan has none. */
  readonly isAligned: boolean;
  readonly dem: ComparedDem;
}

export interface PointCompareJob {
  readonly config: CompareConfig;
  readonly points: FileStamp;
  readonly columns: PointColumns;
  readonly crs: Crs;
  readonly comparisons: readonly PlannedPoints[];
  /** Files that are written. */
  readonly outputs: readonly string[];
}

/** Reads the headers and the first point, and checks that the DEMs can be compared with the points. */
export async function planPointCompare(config: CompareConfig, context: JobContext): Promise<PointCompareJob> {
  const { signal, progress } = context;
  refuseRasterOptions(config);
  const points = await stampFile(config.reference, signal);
  const columns = await readColumns(config, signal);
  const tested = await inspectInputs(config.tested, signal, (done, total) =>
    progress({ stage: 'reading headers', done, total }),
  );
  for (const input of tested) requireHeights(input);
  const crs = pointsCrs(columns, tested[0].grid.crs, config);
  const comparisons: PlannedPoints[] = [];
  const names = productNames(config.tested);
  const afterwards = alignedNames(names);
  for (const [i, input] of tested.entries()) {
    const { path, grid } = input;
    const heights = await commonHeights(
      { path, crs: grid.crs },
      { path: config.reference, crs },
      config,
      signal,
    );
    const dem = { path, grid, shift: heights.shifts[0] ?? null, motion: null };
    comparisons.push({ name: names[i], tested: input, heights, isAligned: false, dem });
    if (config.align) {
      comparisons.push({ name: afterwards[i], tested: input, heights, isAligned: true, dem });
    }
  }
  const outputs = [...documentsOf(config), ...(config.pointsOut === undefined ? [] : [config.pointsOut])];
  return { config, points, columns, crs, comparisons, outputs };
}

function refuseRasterOptions(config: CompareConfig): void {
  const { profile, similarity, uncertainty, mask, classes, byAspect, direction, reference } = config;
  const given = [
    ['--profile', profile !== undefined],
    ['--similarity', similarity],
    ['--uncertainty', uncertainty],
    ['--mask', mask !== undefined],
    ['--classes', classes !== undefined],
    ['--by-aspect', byAspect],
    ['--direction', direction !== undefined],
    ['--assert with psnr or ssim', config.assert.some(isAboutRelief)],
  ] as const;
  const refused = given.find(([, isGiven]) => isGiven);
  if (refused === undefined) return;
  throw new CuestaError('config', `${refused[0]} needs a reference DEM; ${reference} holds points.`, {
    subject: refused[0].split(' ')[0],
    hint: 'Leave it out.',
  });
}

async function readColumns(
  { reference, csvFormat }: CompareConfig,
  signal: AbortSignal,
): Promise<PointColumns> {
  const source = openPointFile(reference);
  try {
    const format = csvFormat === undefined ? {} : { format: csvFormat };
    const { chunks } = readPoints(source, { ...format, chunkPoints: 1, signal });
    for await (const { columns } of chunks) return columns;
  } finally {
    await source.close();
  }
  throw new CuestaError('input', `${reference} holds no points with a height.`, {
    subject: reference,
    hint: 'Give a table with position and height in every line, e.g. with the header lon,lat,height.',
  });
}

/** Each DEM once, also where it is compared before and after an alignment. */
export function testedOnce(
  comparisons: readonly { readonly tested: InputFile; readonly isAligned: boolean }[],
): InputFile[] {
  return comparisons.flatMap(({ tested, isAligned }) => (isAligned ? [] : [tested]));
}

/** The plan as plain JSON. */
export function pointPlanJson({ config, comparisons, crs, outputs }: PointCompareJob): object {
  return {
    op: 'compare with points',
    reference: config.reference,
    crs: crs.name,
    tested: testedOnce(comparisons).map(({ path, info }) => ({
      path,
      width: info.width,
      height: info.height,
    })),
    outputs,
  };
}

/** The plan for a terminal. */
export function formatPointPlan({ config, comparisons, crs, outputs }: PointCompareJob): string {
  const facts = [
    ['Job', 'compare with points'],
    ['Points', `${config.reference} (${crs.name})`],
    ...testedOnce(comparisons).map(({ path, info, grid }) => [
      'Tested',
      `${path} (${info.width} x ${info.height} ${info.dtype}, ${grid.crs.name})`,
    ]),
    ...outputs.map((path) => ['Output', path]),
  ];
  return facts.map(([name, value]) => `${`${name}:`.padEnd(9)} ${value}`).join('\n');
}
