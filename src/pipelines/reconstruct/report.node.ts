import { basename } from 'node:path';
import { writeAtomically } from '../../core/atomic-file.node.js';
import type { Compute } from '../../core/kernel.js';
import type { Raster } from '../../core/raster.js';
import type { RasterSource } from '../../core/raster-source.js';
import { verticalDatumLabel } from '../../geo/vertical-datum.js';
import { openRaster } from '../../io/open.node.js';
import { createNodeCompute } from '../../kernels/select.node.js';
import { addToHistogram, createHistogram, type Histogram } from '../../math/histogram.js';
import { quantiles } from '../../math/order-statistics.js';
import { robustSpread } from '../../math/robust.js';
import { gridOf } from '../../product/inputs.node.js';
import type { JobContext } from '../../product/job-context.js';
import { readPreview } from '../../product/preview.node.js';
import { VERSION } from '../../product/version.node.js';
import type { Figure } from '../../report/figure.js';
import { figureHistogram } from '../../report/histogram-figure.js';
import { renderReport, type Section } from '../../report/html-report.js';
import { figureDifference, figureHillshade, figureRelief } from '../../report/map-figures.js';
import { formatMeasure, formatNumber } from '../../report/number-format.js';
import { figureProfiles } from '../../report/profile-figure.js';
import { createWarp } from '../../resample/create-warp.js';
import { resampleWindow } from '../../resample/resample-window.js';
import { difference } from '../../terrain/difference.js';
import type { ReconstructJob } from './plan-reconstruct.node.js';
import type { ReconstructResult } from './reconstruct-result.js';
import { directionsSection, makingSection, scatterFigure } from './report-checks.node.js';
import { seamSection } from './report-seams.node.js';
import { middleOf, profilesAlong, referenceOn, type Sun, shadeUnder } from './report-views.node.js';

/** Writes the HTML report of a DTM: image and hillshade under its Sun, difference to the reference, profiles, distribution. */
export async function writeReconstructReport(
  path: string,
  job: ReconstructJob,
  result: ReconstructResult,
  context: JobContext,
): Promise<void> {
  const { config, definition, manifest } = job;
  const { metrics, warnings } = result;
  const { grid } = definition;
  const sections = [
    ...(await withFiles(job, context, (files) => sectionsOf(files, job))),
    seamSection(job.config.image, metrics),
    makingSection(metrics),
  ];
  const html = renderReport({
    title: `DTM ${basename(config.output)}`,
    subtitle: `${config.image.map((path) => basename(path)).join(', ')} with ${manifest.name}, ${grid.crs.name}, vertical datum: ${verticalDatumLabel(grid.crs.vertical)}`,
    summary: [
      { label: 'Size', value: `${grid.width} × ${grid.height}`, unit: 'px' },
      { label: 'Network tiles', value: String(metrics.networkTiles.predicted) },
      { label: 'Mean difference', value: formatMeasure(metrics.residual.mean), unit: 'm' },
      { label: 'RMS difference', value: formatMeasure(metrics.residual.rmse), unit: 'm' },
    ],
    warnings,
    sections,
    footer: `Cuesta ${VERSION} · ${context.command}`,
    data: { command: context.command, config: job.asked ?? config, metrics },
  });
  await writeAtomically(path, (file) => file.writeFile(html));
}

interface Files {
  readonly dtm: RasterSource;
  readonly reference: RasterSource;
  readonly image: RasterSource;
  readonly compute: Compute;
  readonly signal: AbortSignal;
}

async function withFiles<T>(
  { config, asked = config }: ReconstructJob,
  { signal }: JobContext,
  use: (files: Files) => Promise<T>,
): Promise<T> {
  // Of a cascade, the reference that it began with.
  const paths = [config.output, asked.reference, config.image[0]!] as const;
  const compute = await createNodeCompute('wasm');
  const open: RasterSource[] = [];
  try {
    for (const path of paths) open.push(await openRaster(path, { signal }));
    const [dtm, reference, image] = open as [RasterSource, RasterSource, RasterSource];
    return await use({ dtm, reference, image, compute, signal });
  } finally {
    for (const source of open) await source.close();
    await compute.close();
  }
}

/** The usual light of maps. */
const HIGH: Sun = { azimuthDeg: 315, altitudeDeg: 45 };

async function sectionsOf(files: Files, { config, suns }: ReconstructJob): Promise<Section[]> {
  const [first] = suns;
  const isKnown = first !== null && first !== undefined;
  const sun: Sun = isKnown ? { azimuthDeg: first.azimuth, altitudeDeg: first.elevation } : HIGH;
  const light = `Sun at azimuth ${formatNumber(sun.azimuthDeg, 1)}°, ${formatNumber(sun.altitudeDeg, 1)}° high${isKnown ? `, as in the first image${first.from === 'search' ? ' (found by its shading)' : ''}` : ''}.`;
  const whole = await readPreview(config.output, files.signal);
  const smooth = await referenceOn(files.reference, whole, files.compute, files.signal);
  const shade = await shadeUnder(whole, sun, files.compute);
  const relief = await shadeUnder(whole, HIGH, files.compute);
  const dh = difference(whole, { ...smooth, georef: whole.georef });
  const middle = await files.dtm.readRaster(middleOf(files.dtm.info), { signal: files.signal });
  const none = { text: [], figures: [], tables: [] };
  return [
    {
      ...none,
      heading: 'Pixel by pixel',
      text: ['The middle of the DTM at full resolution.'],
      figures: await detail(files, sun, light),
    },
    {
      ...none,
      heading: 'The DTM',
      figures: [
        await figureHillshade(whole, stretchedShade(shade), { title: 'Hillshade', caption: light }),
        await figureRelief(whole, relief, {
          title: 'Heights',
          caption: 'Metres above the vertical datum, with hillshade.',
        }),
      ],
    },
    await directionsSection(middle, files.compute),
    {
      ...none,
      heading: 'Against the reference',
      text: [
        'The reference is interpolated to the pixels of the DTM (cubic); maps and distribution show the reduced rasters.',
      ],
      figures: [
        await figureDifference(dh, {
          title: 'DTM − reference',
          caption: 'Detail that the reference lacks, and errors of both.',
        }),
        scatterFigure(whole.data, smooth.data),
        distribution(dh.data),
        ...(await profiles(files)),
      ],
    },
  ];
}

/** Image, DTM and reference of the same part. */
async function detail(
  { dtm, image, reference, compute, signal }: Files,
  sun: Sun,
  light: string,
): Promise<Figure[]> {
  const fine = await dtm.readRaster(middleOf(dtm.info), { signal });
  const size = { width: fine.width, height: fine.height };
  const grid = { ...size, ...fine.georef };
  const window = { col: 0, row: 0, ...size };
  const warp = createWarp(gridOf(image.info), grid);
  const grey = await resampleWindow(image, warp, window, 'average', compute, signal);
  const smooth = await referenceOn(reference, fine, compute, signal);
  const shaded = async (raster: Raster, title: string): Promise<Figure> =>
    figureHillshade(raster, stretchedShade(await shadeUnder(raster, sun, compute)), {
      title,
      caption: light,
    });
  return [
    await figureHillshade(fine, stretched(grey.data), {
      title: 'Image',
      caption: 'Stretched between its 1st and 99th percentile.',
    }),
    await shaded(fine, 'DTM'),
    await shaded(smooth, 'Reference'),
  ];
}

/** Grey levels 1 to 255, 0 where missing. */
export function stretched(grey: Float32Array): Uint8Array {
  const [low, high] = quantiles(grey, [0.01, 0.99]) as [number, number];
  const perLevel = Math.max(high - low, Number.MIN_VALUE) / 254;
  return Uint8Array.from(grey, (g) => {
    return Number.isNaN(g) ? 0 : 1 + Math.round(Math.min(Math.max((g - low) / perLevel, 0), 254));
  });
}

/** A low Sun leaves level ground dark. */
export function stretchedShade(shade: Uint8Array): Uint8Array {
  return stretched(Float32Array.from(shade, (g) => (g === 0 ? Number.NaN : g)));
}

const BINS = 80;

function distribution(dh: Float32Array): Figure {
  const { median, nmad } = robustSpread(dh);
  const reach = Math.max(5 * nmad, 1e-3);
  const centre = Number.isNaN(median) ? 0 : median;
  const histogram: Histogram = createHistogram({
    ...{ axis: 'linear', count: BINS },
    ...{ min: centre - reach, max: centre + reach },
  });
  addToHistogram(histogram, dh);
  const caption = 'Share of the samples per bin, with a normal distribution of the same median and NMAD.';
  const axis = 'DTM − reference (m)';
  return figureHistogram({ title: 'Distribution', caption, histogram, axis, median, nmad });
}

async function profiles({ dtm, reference, compute, signal }: Files): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const direction of ['row', 'column'] as const) {
    const found = await profilesAlong(direction, dtm, reference, compute, signal);
    figures.push(
      figureProfiles({
        title: direction === 'row' ? 'West–east' : 'North–south',
        caption: 'Heights of DTM and reference through the middle.',
        series: [
          { label: 'reference', profile: found.reference, reference: true },
          { label: 'DTM', profile: found.dtm },
        ],
        metresPerUnit: found.metresPerUnit,
        axis: 'Height (m)',
      }),
    );
  }
  return figures;
}
