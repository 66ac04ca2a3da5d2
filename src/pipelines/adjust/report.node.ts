import { basename } from 'node:path';
import { writeAtomically } from '../../core/atomic-file.node.js';
import { pixelSize } from '../../core/geo-transform.js';
import { verticalDatumLabel } from '../../geo/vertical-datum.js';
import { createNodeCompute } from '../../kernels/select.node.js';
import type { JobContext } from '../../product/job-context.js';
import { readPreview } from '../../product/preview.node.js';
import { VERSION } from '../../product/version.node.js';
import type { Figure } from '../../report/figure.js';
import { type Fact, renderReport, type Section } from '../../report/html-report.js';
import { figureHillshade, figureSources } from '../../report/map-figures.js';
import { formatMeasure, formatNumber } from '../../report/number-format.js';
import { shadeRaster } from '../../report/shade-raster.js';
import type { AdjustResult } from './adjust-result.js';
import { loopsOf } from './loops.js';
import type { AdjustJob } from './plan-adjust.node.js';
import { figureObservations, figuresOfResiduals, type Ground, planRms } from './report-maps.js';
import { figuresOfProfiles } from './report-profiles.node.js';
import {
  checkTable,
  loopTable,
  observationTable,
  overlapTable,
  sceneTable,
  seamTable,
} from './report-tables.js';
import { shortNames } from './short-names.js';

/** Writes the HTML report of an adjustment. */
export async function writeAdjustReport(
  path: string,
  job: AdjustJob,
  result: AdjustResult,
  context: JobContext,
): Promise<void> {
  const { config, scenes, grid } = job;
  const { block } = result;
  const loops = loopsOf(block.height);
  const ground = await groundOf(config.output, context);
  const [pixel] = pixelSize(scenes[0]!.grid.transform);
  const html = renderReport({
    title: `Block ${basename(config.output)}`,
    subtitle: `${scenes.length} scenes, ${grid.crs.name}, vertical datum: ${verticalDatumLabel(grid.crs.vertical)}`,
    summary: facts(result, pixel),
    warnings: block.warnings,
    sections: [
      accuracySection(result),
      { heading: 'The mosaic', text: [], figures: await maps(job, result, ground, context), tables: [] },
      {
        heading: 'Residuals',
        text: [
          'Red where the first scene, or the scene against the control point, is higher; blue where it is lower.',
        ],
        figures: [
          ...(await figuresOfResiduals(ground, block, 'tie')),
          ...(await figuresOfResiduals(ground, block, 'control')),
        ],
        tables: loops.length === 0 ? [] : [loopTable(loops)],
      },
      seamSection(result),
      {
        heading: 'Profiles across overlaps',
        text: ['The overlaps that differed most: both scenes as they are given, over the mosaic in grey.'],
        figures: await figuresOfProfiles({ path: config.output, grid }, scenes, block, context.signal),
        tables: [],
      },
      {
        heading: 'Scenes and overlaps',
        text: [],
        figures: [],
        tables: [sceneTable(scenes, block, pixel), overlapTable(block)],
      },
    ],
    footer: `Cuesta ${VERSION} · ${context.command}`,
    data: {
      command: context.command,
      config,
      overlaps: block.overlaps,
      checkPoints: block.checks,
      seams: result.seams,
      stageSeconds: result.stageSeconds,
    },
  });
  await writeAtomically(path, (file) => file.writeFile(html));
}

function facts({ block, mosaicRmse, seams, stageSeconds }: AdjustResult, pixel: number): Fact[] {
  const { checks, givenRmse, height, plan } = block;
  const ties = height.groups.find((g) => g.group === 'tie');
  const position = planRms(plan);
  const change = (before: number, after: number): string =>
    `${formatMeasure(before)} → ${formatMeasure(after)}`;
  const given = seams.given?.overall.heightJump.ratio ?? Number.NaN;
  return [
    ...(checks === null
      ? []
      : [{ label: 'RMSE at check points', value: change(givenRmse, mosaicRmse), unit: 'm' }]),
    ...(ties === undefined
      ? []
      : [{ label: 'Height differences of scenes', value: change(ties.rmsBefore, ties.rmsAfter), unit: 'm' }]),
    ...(position === null
      ? []
      : [
          {
            label: 'Position of ties',
            value: change(position.before / pixel, position.after / pixel),
            unit: 'px',
          },
        ]),
    {
      label: 'Seams',
      value: change(given, seams.blended.overall.heightJump.ratio),
      unit: '× their surroundings',
    },
    { label: 'Matching and adjustment', value: formatNumber(stageSeconds.adjust, 1), unit: 's' },
    { label: 'Resampling and blending', value: formatNumber(stageSeconds.fuse, 1), unit: 's' },
  ];
}

function accuracySection({ block, mosaicRmse }: AdjustResult): Section {
  const checks = checkTable(block, mosaicRmse);
  const { control } = block;
  const left =
    control === null
      ? []
      : [
          `Of ${control.read} control points ${control.outside} lie outside the scenes, ${control.imprecise} state too large a sigma ` +
            `and ${control.thinned} were thinned out; ${control.control} took part and ${control.check} were kept for checking. ` +
            `Single sightings were left out for missing heights (${control.rejected.missing}), slope (${control.rejected.slope}) ` +
            `and because they differ from all around them (${control.rejected.residual}).`,
        ];
  return {
    heading: 'Accuracy',
    text: left,
    figures: [],
    tables: [...(checks === null ? [] : [checks]), observationTable(block)],
  };
}

function seamSection({ seams }: AdjustResult): Section {
  return {
    heading: 'Seams',
    text: [
      'The step is the height difference across the line where the scene on top changes, beyond what the slope on both sides ' +
        'explains, against the same measure 8 pixels away. The first two rows paste the scenes over each other without any blending.',
    ],
    figures: [],
    tables: [
      seamTable([
        ['Pasted, as given', seams.given],
        ['Pasted, corrected', seams.corrected],
        ['Blended, corrected: the product', seams.blended],
      ]),
    ],
  };
}

async function groundOf(path: string, { signal }: JobContext): Promise<Ground> {
  const dem = await readPreview(path, signal);
  const compute = await createNodeCompute('wasm');
  const shade = await shadeRaster(dem, compute);
  await compute.close();
  return { dem, shade };
}

async function maps(
  { scenes }: AdjustJob,
  { outputs, block }: AdjustResult,
  ground: Ground,
  { signal }: JobContext,
): Promise<Figure[]> {
  const { dem, shade } = ground;
  const sources = await readPreview(outputs.find(({ name }) => name === 'source')!.path, signal);
  const short = shortNames(scenes.map(({ id }) => id));
  const names = new Map(scenes.map(({ id }, i) => [i + 1, short.get(id)!]));
  return [
    await figureHillshade(dem, shade, { title: 'Hillshade', caption: 'Sun in the north-west, 45° high.' }),
    await figureSources(sources, names, shade, {
      title: 'Sources',
      caption: 'Scene with the greatest weight; lines where it changes.',
    }),
    await figureObservations(ground, block),
  ];
}
