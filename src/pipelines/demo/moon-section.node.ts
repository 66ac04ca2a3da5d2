import { toMap } from '../../core/geo-transform.js';
import type { Compute } from '../../core/kernel.js';
import type { Raster } from '../../core/raster.js';
import type { JobContext } from '../../product/job-context.js';
import { readPreview } from '../../product/preview.node.js';
import { BLUE_RED } from '../../report/colour-maps.js';
import { symmetricScale } from '../../report/colour-scale.js';
import type { Figure } from '../../report/figure.js';
import type { Section, Table } from '../../report/html-report.js';
import { figureDifference, figureHillshade } from '../../report/map-figures.js';
import { formatNumber } from '../../report/number-format.js';
import { figureProfiles } from '../../report/profile-figure.js';
import { type Profile, sampleProfile } from '../../terrain/profile.js';
import { stretched, stretchedShade } from '../reconstruct/report.node.js';
import { middleOf, shadeUnder } from '../reconstruct/report-views.node.js';
import type { MoonFiles } from './demo-files.node.js';
import type { DemoMoon } from './make-moon.node.js';
import { plus } from './moon-errors.node.js';
import { MOON_SUNS } from './moon-scene.js';
import { readHeights } from './read-heights.node.js';
import type { ProfileLine } from './views.js';

/** Heights from images: what went in, what came out, and how far it is from the truth. */
export async function moonSection(
  files: MoonFiles,
  moon: DemoMoon,
  compute: Compute,
  context: JobContext,
): Promise<Section> {
  const { signal } = context;
  const truth = await readPreview(files.truth, signal);
  const line = lineAcross(truth);
  return {
    heading: 'Heights from images',
    text: textOf(moon),
    figures: [
      ...(await wholeFigures(files, truth, line, compute, signal)),
      ...(await detailFigures(files, compute, signal)),
      ...(await errorFigures(files, signal)),
      ...(await profileFigures(files, line, signal)),
    ],
    tables: [errorTable(moon), placementTable(moon)],
  };
}

function textOf({ metrics, pixel, accuracies, errors }: DemoMoon): string[] {
  const [coarse] = accuracies;
  const ratio = formatNumber(errors.spread / coarse!.rmse, 2);
  return [
    `Three images of one piece of a lunar mare, each under another Sun and up to ${12 / pixel} pixels off its place, and a coarse, noisy ` +
      `model of 60 m cells. cuesta reconstruct registers the images, the network of Chen et al. (2022) turns each with the coarse ` +
      `model into heights at every pixel of ${pixel} m, in ${metrics.networkTiles.predicted} overlapping tiles, and these become one DTM.`,
    `The three DTMs that are made of one image alone differ by ${formatNumber(errors.spread, 2)} m (standard deviation among ` +
      `them, root mean square over the scene), ${ratio} of the error of the coarse model.`,
  ];
}

/** West to east through the middle of a raster, from end to end but for two cells of the coarse model. */
function lineAcross({ width, height, georef: { transform } }: Raster): ProfileLine {
  const [from, to] = [toMap(transform, 0.04 * width, height / 2), toMap(transform, 0.96 * width, height / 2)];
  return { label: 'C', from, to };
}

async function wholeFigures(
  { images, truth: _, ...files }: MoonFiles,
  truth: Raster,
  line: ProfileLine,
  compute: Compute,
  signal: AbortSignal,
): Promise<Figure[]> {
  const pictures = await Promise.all(images.map((path) => readPreview(path, signal)));
  const dtm = plus(truth, await readPreview(files.dh(files.dtm), signal));
  const shade = stretchedShade(await shadeUnder(dtm, HIGH, compute));
  return Promise.all([
    ...pictures.map((image, i) =>
      figureHillshade(image, stretched(image.data), {
        title: `Image ${i + 1}`,
        caption: `${lightOf(i)}. Stretched between its 1st and 99th percentile.`,
      }),
    ),
    figureHillshade(dtm, shade, {
      title: 'The DTM',
      caption:
        'From all three images; hillshade with the Sun in the north-west, 45° high. Line: the profile below.',
      lines: [line],
    }),
  ]);
}

const HIGH = { azimuthDeg: 315, altitudeDeg: 45 };

const lightOf = (i: number): string =>
  `Sun at azimuth ${MOON_SUNS[i]!.azimuth}°, ${MOON_SUNS[i]!.elevation}° high`;

/** Image, coarse model, DTM and truth of the middle, pixel by pixel, under the Sun of the first image. */
async function detailFigures(files: MoonFiles, compute: Compute, signal: AbortSignal): Promise<Figure[]> {
  const whole = await readHeights(files.truth, signal);
  const window = middleOf(whole);
  const read = (path: string): Promise<Raster> => readHeights(path, signal, window);
  const [image, truth, coarse, dtm] = await Promise.all(
    [files.images[0]!, files.truth, files.dh(files.coarse), files.dh(files.dtm)].map(read),
  );
  const [{ azimuth, elevation }] = MOON_SUNS as [(typeof MOON_SUNS)[number]];
  const sun = { azimuthDeg: azimuth, altitudeDeg: elevation };
  const hill = async (raster: Raster, title: string, caption: string): Promise<Figure> =>
    figureHillshade(raster, stretchedShade(await shadeUnder(raster, sun, compute)), { title, caption });
  return Promise.all([
    figureHillshade(image!, stretched(image!.data), {
      title: 'The middle of image 1, pixel by pixel',
      caption: `${lightOf(0)}; before its registration.`,
    }),
    hill(
      plus(truth!, coarse!),
      'The coarse model',
      'Hillshade under the same Sun: all that is known without images.',
    ),
    hill(plus(truth!, dtm!), 'The DTM', 'Under the same Sun.'),
    hill(truth!, 'The truth', 'Under the same Sun, without cast shadows.'),
  ]);
}

/** Errors of coarse model and DTM in the same colours. */
async function errorFigures(files: MoonFiles, signal: AbortSignal): Promise<Figure[]> {
  const coarse = await readPreview(files.dh(files.coarse), signal);
  const dtm = await readPreview(files.dh(files.dtm), signal);
  const scale = symmetricScale(coarse.data, BLUE_RED);
  const sign = 'dh = model − truth';
  return Promise.all([
    figureDifference(
      coarse,
      { title: 'Error of the coarse model', caption: `${sign}; interpolated (cubic).` },
      scale,
    ),
    figureDifference(dtm, { title: 'Error of the DTM', caption: `${sign}, the same colours.` }, scale),
  ]);
}

async function profileFigures(
  files: MoonFiles,
  { from, to }: ProfileLine,
  signal: AbortSignal,
): Promise<Figure[]> {
  const truth = await readHeights(files.truth, signal);
  const along = (raster: Raster): Profile => sampleProfile(raster, from, to, 1200);
  const [coarse, dtm] = await Promise.all(
    [files.coarse, files.dtm].map(async (model) => readHeights(files.dh(model), signal)),
  );
  const figure = (
    title: string,
    caption: string,
    axis: string,
    series: readonly [string, Raster][],
  ): Figure =>
    figureProfiles({
      ...{ title, caption, axis, metresPerUnit: 1 },
      series: series.map(([label, raster]) => {
        return { label, profile: along(raster), reference: label === 'Truth' };
      }),
    });
  return [
    figure('Heights along C–C′', 'West to east through the middle.', 'Height (m)', [
      ['Truth', truth],
      ['Coarse model', plus(truth, coarse!)],
      ['DTM', plus(truth, dtm!)],
    ]),
    figure('Errors along C–C′', 'dh = model − truth.', 'dh (m)', [
      ['Coarse model', coarse!],
      ['DTM', dtm!],
    ]),
  ];
}

function errorTable({ accuracies, errors: { slopeRmse } }: DemoMoon): Table {
  const number = (heading: string, unit: string) => ({ heading, unit, align: 'number' as const });
  const suns = MOON_SUNS.map(({ azimuth, elevation }) => `azimuth ${azimuth}°, ${elevation}° high`);
  const labels = [
    'Coarse model, interpolated',
    'DTM from all images',
    ...suns.map((sun) => `From one: ${sun}`),
  ];
  const base = accuracies[0]!;
  return {
    caption: 'Errors against the truth, and their ratio to those of the coarse model',
    columns: [
      { heading: 'Heights', align: 'text' },
      number('Mean dh', 'm'),
      number('RMSE', 'm'),
      number('NMAD', 'm'),
      number('Ratio of RMSE', '×'),
      number('RMSE of slopes', '°'),
      number('Ratio of these', '×'),
    ],
    rows: accuracies.map(({ mean, rmse, nmad }, i) => [
      labels[i]!,
      ...[mean, rmse, nmad, rmse / base.rmse, slopeRmse[i]!, slopeRmse[i]! / slopeRmse[0]!].map((v) =>
        formatNumber(v, 2),
      ),
    ]),
  };
}

function placementTable({ metrics: { placements } }: DemoMoon): Table {
  const number = (heading: string, unit?: string) => ({
    ...{ heading, align: 'number' as const },
    ...(unit === undefined ? {} : { unit }),
  });
  return {
    caption: 'Registration of the images',
    columns: [
      { heading: 'Image', align: 'text' },
      { heading: 'To', align: 'text' },
      number('Moved east', 'm'),
      number('Moved north', 'm'),
      number('Ties'),
      number('RMSE of ties', 'm'),
    ],
    rows: placements.map(({ onto, moved, ties, rmse }, i) => [
      `Image ${i + 1}`,
      onto === 'reference'
        ? 'the coarse model as it looks under its Sun'
        : `image ${onto.match(/\d+(?=\.tif$)/)?.[0] ?? onto}`,
      ...moved.map((metres) => formatNumber(metres, 1)),
      formatNumber(ties, 0),
      formatNumber(rmse, 1),
    ]),
  };
}
