import { basename } from 'node:path';
import { writeAtomically } from '../../core/atomic-file.node.js';
import type { Grid } from '../../core/georef.js';
import type { Raster } from '../../core/raster.js';
import { verticalDatumLabel } from '../../geo/vertical-datum.js';
import type { JobContext } from '../../product/job-context.js';
import { VERSION } from '../../product/version.node.js';
import { BLUE_RED } from '../../report/colour-maps.js';
import { symmetricScale } from '../../report/colour-scale.js';
import type { Figure } from '../../report/figure.js';
import { figureHistogram } from '../../report/histogram-figure.js';
import { type Fact, renderReport, type Section } from '../../report/html-report.js';
import { mapFigure } from '../../report/map-figure.js';
import { figureDifference, figureHillshade, figureRelief } from '../../report/map-figures.js';
import { formatMeasure, formatNumber } from '../../report/number-format.js';
import { figureProfiles } from '../../report/profile-figure.js';
import { shadeRaster } from '../../report/shade-raster.js';
import { accuracyOf } from '../../terrain/accuracy-passes.js';
import { difference } from '../../terrain/difference.js';
import { type DtmFiles, openDtmFiles } from './dtm-files.node.js';
import type { EnhanceResult, MeasuredModel } from './enhance-result.js';
import type { Product } from './enhance-task.js';
import type { EnhanceJob } from './plan-enhance.node.js';
import { errorTable, LABELS, landUseTable, runTable } from './report-tables.js';
import { heightsOn, imageOn, isLarge, middleOf, previewOf, profileAlong } from './report-views.node.js';

/** Writes the HTML report of a DTM: image and hillshades, difference to the DEM, profiles, distributions, accuracy where it is known. */
export async function writeEnhanceReport(
  path: string,
  job: EnhanceJob,
  result: EnhanceResult,
  measured: readonly MeasuredModel[],
  context: JobContext,
): Promise<void> {
  const { config, definition, model } = job;
  const { grid } = definition;
  const { metrics, warnings } = result;
  const files = await openDtmFiles(job);
  const view: View = { job, files, signal: context.signal };
  try {
    const html = renderReport({
      title: `DTM ${basename(config.output)}`,
      subtitle: `${definition.inputs.map((input) => basename(input.path)).join(', ')} with ${model.manifest.name}, ${grid.crs.name}, vertical datum: ${verticalDatumLabel(grid.crs.vertical)}`,
      summary: factsOf(grid, result, measured),
      warnings,
      sections: [
        ...(measured.length === 0 ? [] : [await truthSection(view, measured)]),
        ...(isLarge(grid) ? [await detailSection(view)] : []),
        await wholeSection(view),
        await changeSection(view),
        { ...EMPTY, heading: 'Networks', tables: [runTable(metrics, namesOf(job))] },
      ],
      footer: `Cuesta ${VERSION} · ${context.command}`,
      data: { command: context.command, config, metrics },
    });
    await writeAtomically(path, (file) => file.writeFile(html));
  } finally {
    await files.close();
  }
}

interface View {
  readonly job: EnhanceJob;
  readonly files: DtmFiles;
  readonly signal: AbortSignal;
}

const EMPTY = { text: [], figures: [], tables: [] };

function namesOf({ model, baseline }: EnhanceJob): Record<string, string> {
  return { dtm: model.manifest.name, baseline: baseline?.manifest.name ?? '' };
}

function factsOf(grid: Grid, { metrics }: EnhanceResult, measured: readonly MeasuredModel[]): Fact[] {
  const [dem, dtm] = [measured[0]?.accuracy, measured.at(-1)?.accuracy];
  return [
    { label: 'Size', value: `${grid.width} × ${grid.height}`, unit: 'px' },
    { label: 'Pixel', value: formatNumber(grid.transform[0], 1), unit: 'm' },
    { label: 'Mean difference to the DEM', value: formatMeasure(metrics.difference.mean), unit: 'm' },
    { label: 'RMS difference to the DEM', value: formatMeasure(metrics.difference.rmse), unit: 'm' },
    ...(dem === undefined || dtm === undefined
      ? []
      : [
          { label: 'RMSE of the DEM', value: formatMeasure(dem.rmse), unit: 'm' },
          { label: 'RMSE of the DTM', value: formatMeasure(dtm.rmse), unit: 'm' },
        ]),
  ];
}

/** Names of what there is, the truth last. */
const modelsOf = ({ job, files }: View): (Product | 'truth')[] => [
  ...files.products,
  ...(job.truth === null ? [] : ['truth' as const]),
];

const LIGHT = 'Sun in the north-west, 45° high.';

async function shades(view: View, grid: Grid): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const name of modelsOf(view)) {
    const raster = await heightsOn(view.files, grid, name, view.signal);
    const shade = await shadeRaster(raster, view.files.compute);
    figures.push(
      await figureHillshade(raster, shade, { title: `Hillshade: ${LABELS[name]}`, caption: LIGHT }),
    );
  }
  return figures;
}

async function image(view: View, grid: Grid): Promise<Figure[]> {
  if (view.job.config.image === undefined) return [];
  const picture = await imageOn(view.files, grid, view.signal);
  const caption = 'Averaged to the pixels shown.';
  return [await mapFigure({ title: 'Image', caption, picture, grid, legend: null })];
}

async function detailSection(view: View): Promise<Section> {
  const grid = middleOf(view.job.definition.grid);
  const figures = [...(await image(view, grid)), ...(await shades(view, grid))];
  return {
    ...EMPTY,
    heading: 'Pixel by pixel',
    text: ['The middle of the DTM at full resolution.'],
    figures,
  };
}

async function wholeSection(view: View): Promise<Section> {
  const grid = previewOf(view.job.definition.grid);
  const dtm = await heightsOn(view.files, grid, 'dtm', view.signal);
  const shade = await shadeRaster(dtm, view.files.compute);
  const caption = 'Metres above the vertical datum, with hillshade.';
  const figures = [
    ...(await image(view, grid)),
    await figureRelief(dtm, shade, { title: 'Heights', caption }),
    ...(await shades(view, grid)),
  ];
  return { ...EMPTY, heading: 'The whole DTM', figures };
}

async function changeSection(view: View): Promise<Section> {
  const grid = previewOf(view.job.definition.grid);
  const [dtm, dem] = [
    await heightsOn(view.files, grid, 'dtm', view.signal),
    await heightsOn(view.files, grid, 'bicubic', view.signal),
  ];
  const dh = difference(dtm, dem);
  const map = await figureDifference(dh, {
    title: 'DTM − DEM',
    caption: 'Blue where the network lowers the DEM: what stands on the ground, valleys that it smooths.',
  });
  return {
    ...EMPTY,
    heading: 'Against the DEM',
    text: ['The DEM is interpolated by cubic convolution; maps and distribution show the reduced rasters.'],
    figures: [map, distribution(dh, 'DTM − DEM'), ...(await profiles(view))],
  };
}

async function truthSection(view: View, measured: readonly MeasuredModel[]): Promise<Section> {
  const grid = previewOf(view.job.definition.grid);
  const truth = await heightsOn(view.files, grid, 'truth', view.signal);
  const figures: Figure[] = [];
  let colours: ReturnType<typeof symmetricScale> | undefined;
  for (const product of view.files.products) {
    const dh = difference(await heightsOn(view.files, grid, product, view.signal), truth);
    colours ??= symmetricScale(dh.data, BLUE_RED);
    const title = `${LABELS[product]} − truth`;
    figures.push(await figureDifference(dh, { title, caption: 'One scale for all models.' }, colours));
  }
  const byUse = landUseTable(measured);
  const { model, baseline } = view.job;
  return {
    heading: 'Against the truth',
    text: [
      'Over the pixels where both the DTM and the truth have heights, in full resolution.',
      ...(baseline === null
        ? []
        : [
            `The baseline is made by the network ${baseline.manifest.name}, the DTM by ${model.manifest.name}.`,
          ]),
    ],
    figures: [...figures, ...measured.map(truthHistogram)],
    tables: [errorTable(measured), ...(byUse === null ? [] : [byUse])],
  };
}

function truthHistogram({ product, accuracy }: MeasuredModel): Figure {
  const { histogram, median, nmad } = accuracy;
  const axis = `${LABELS[product]} − truth (m)`;
  return figureHistogram({
    title: `Errors: ${LABELS[product]}`,
    caption: SHARE,
    histogram,
    axis,
    median,
    nmad,
  });
}

const SHARE = 'Share of the samples per bin, with a normal distribution of the same median and NMAD.';

function distribution(dh: Raster, what: string): Figure {
  const { histogram, median, nmad } = accuracyOf(dh.data, null, 0);
  return figureHistogram({
    ...{ title: `Distribution of ${what}`, caption: SHARE, axis: `${what} (m)` },
    ...{ histogram, median, nmad },
  });
}

async function profiles(view: View): Promise<Figure[]> {
  const { grid } = view.job.definition;
  const figures: Figure[] = [];
  for (const direction of ['row', 'column'] as const) {
    const series = [];
    for (const name of ['bicubic', ...modelsOf(view).filter((model) => model !== 'bicubic')] as const) {
      const profile = await profileAlong(direction, view.files, grid, name, view.signal);
      series.push({ label: LABELS[name], profile, reference: name === 'bicubic' });
    }
    figures.push(
      figureProfiles({
        title: direction === 'row' ? 'West–east' : 'North–south',
        caption: 'Heights through the middle.',
        ...{ series, metresPerUnit: 1, axis: 'Height (m)' },
      }),
    );
  }
  return figures;
}
