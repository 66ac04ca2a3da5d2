import { basename } from 'node:path';
import { writeAtomically } from '../../core/atomic-file.node.js';
import { scale } from '../../core/geo-transform.js';
import type { Grid } from '../../core/georef.js';
import type { RasterSource } from '../../core/raster-source.js';
import { fullWindow, type Window } from '../../core/window.js';
import { openRaster } from '../../io/open.node.js';
import type { JobContext } from '../../product/job-context.js';
import { VERSION } from '../../product/version.node.js';
import { categoryColour, GREY, VIRIDIS } from '../../report/colour-maps.js';
import { colourise, indexedPalette, stretchedScale } from '../../report/colour-scale.js';
import type { Figure } from '../../report/figure.js';
import { type Column, renderReport, type Section } from '../../report/html-report.js';
import { colourBar, keyLegend, type Legend } from '../../report/legend.js';
import { mapFigure } from '../../report/map-figure.js';
import { formatNumber } from '../../report/number-format.js';
import type { Picture } from '../../report/png.js';
import type { PenaltySearch } from '../../stereo/penalty-search.js';
import type { ThresholdSearch } from '../../stereo/threshold-search.js';
import { gridOfImage } from './pixel-grid.js';
import type { DisparityJob } from './plan-disparity.node.js';
import { readBrightness, readSamples } from './read-samples.js';
import type { DisparityResult } from './result.js';

/** Pictures are at most this wide and high. */
const PREVIEW_PIXELS = 1024;

/** Trials shown. */
const LISTED_TRIALS = 20;

/** Rows read at a time: a row of blocks. */
const READ_ROWS = 512;

const CLASS_NAMES = ['matched', 'occluded', 'mismatched', 'small patch, removed'];

/** Writes the HTML report: the images, the disparities and what else the job wrote, as pictures, with the numbers. */
export async function writeDisparityReport(
  path: string,
  job: DisparityJob,
  result: DisparityResult,
  { signal, command }: JobContext,
): Promise<void> {
  const { config, range, views } = job;
  const { statistics } = result;
  const percent = (share: number): string => formatNumber(100 * share, 1);
  const html = renderReport({
    title: `Disparities of ${basename(config.left)}`,
    subtitle: `to ${basename(config.right)}, ${formatNumber(range.least, 0)} to ${formatNumber(range.greatest, 0)} columns, ${job.levels === 1 ? 'one level' : `${job.levels} levels`}`,
    summary: [
      { label: 'Completeness', value: percent(statistics.completeness), unit: '%' },
      { label: 'Occluded', value: percent(statistics.occluded), unit: '%' },
      { label: 'Mismatched', value: percent(statistics.mismatched), unit: '%' },
      { label: 'Removed', value: percent(statistics.removed), unit: '%' },
      { label: 'Least', value: formatNumber(statistics.least, 1), unit: 'px' },
      { label: 'Greatest', value: formatNumber(statistics.greatest, 1), unit: 'px' },
    ],
    warnings: [],
    sections: [
      {
        heading: 'Pictures',
        text: [
          'The left pixel (x, y) is the right pixel (x + d, y). Shares are of the samples of the left image.',
        ],
        figures: await picturesOf(job, views, signal),
        tables: [],
      },
      ...searchSection(result.search),
    ],
    footer: `Cuesta ${VERSION} · ${command}`,
    data: { command, config, statistics, search: result.search },
  });
  await writeAtomically(path, (file) => file.writeFile(html));
}

/** What was tried, best first. */
function searchSection(search: DisparityResult['search']): Section[] {
  if (search === null) return [];
  const number = (heading: string, unit?: string): Column => ({
    heading,
    align: 'number',
    ...(unit === undefined ? {} : { unit }),
  });
  const [columns, rows] =
    'p1' in search.best
      ? [
          [number('P1'), number('P2'), number('Completeness', '%')],
          (search as PenaltySearch).trials
            .toSorted((a, b) => b.completeness - a.completeness)
            .map(({ p1, p2, completeness }) => [`${p1}`, `${p2}`, formatNumber(100 * completeness, 2)]),
        ]
      : [
          [number('Threshold'), number('RMSE', 'columns')],
          (search as ThresholdSearch).trials.map(({ threshold, rmse }) => [
            formatNumber(threshold, 3),
            formatNumber(rmse, 3),
          ]),
        ];
  const table = {
    caption: `The best ${LISTED_TRIALS} trials at most`,
    columns,
    rows: rows.slice(0, LISTED_TRIALS),
  };
  return [{ heading: 'Search', text: [], figures: [], tables: [table] }];
}

async function picturesOf(
  { paths, specs }: DisparityJob,
  views: DisparityJob['views'],
  signal: AbortSignal,
): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const [i, title] of ['Left image', 'Right image'].entries()) {
    const image = await readPreview(views[i].path, readBrightness, signal);
    figures.push(
      await figureOf(image, title, '2nd to 98th percentile.', stretchedPicture(image, GREY), null),
    );
  }
  const disparity = await readPreview(paths.disparity, firstBand, signal);
  const colours = stretchedScale(disparity.data, VIRIDIS);
  figures.push(
    await figureOf(
      disparity,
      'Disparities',
      'Columns; grey where there is none.',
      colourise(disparity, colours),
      colourBar(colours, 'Disparity (columns)'),
    ),
  );
  if (specs.classes !== null) figures.push(await figureOfClasses(paths.classes, signal));
  if (specs.confidence !== null) {
    const ratio = await readPreview(paths.confidence, firstBand, signal);
    const shades = { map: VIRIDIS, min: 0, max: 1 };
    const legend = colourBar(shades, '1 − S1 / S2');
    const caption = 'Peak ratio of the best and the second-best sum: dark is ambiguous.';
    figures.push(await figureOf(ratio, 'Distinctness', caption, colourise(ratio, shades), legend));
  }
  return figures;
}

async function figureOfClasses(path: string, signal: AbortSignal): Promise<Figure> {
  const classes = await readPreview(path, firstBand, signal);
  const colours = CLASS_NAMES.map((_, i) => categoryColour(i));
  const palette = indexedPalette((i) => {
    const rgb = Number.parseInt(colours[i], 16);
    return [rgb >> 16, (rgb >> 8) & 0xff, rgb & 0xff];
  }, CLASS_NAMES.length);
  const data = Uint8Array.from(classes.data, (v) => (Number.isNaN(v) ? 0 : v));
  const { width, height } = classes;
  const legend = keyLegend(CLASS_NAMES.map((label, i) => ({ label, colour: colours[i] })));
  return figureOf(
    classes,
    'Classes',
    'Why a pixel has a disparity or none.',
    { width, height, channels: 1, data, palette },
    legend,
  );
}

interface Preview {
  readonly width: number;
  readonly height: number;
  readonly data: Float32Array;
  readonly grid: Grid;
}

function stretchedPicture(image: Preview, map: typeof GREY): Picture {
  return colourise(image, stretchedScale(image.data, map));
}

function figureOf(
  { grid }: Preview,
  title: string,
  caption: string,
  picture: Picture,
  legend: Legend | null,
): Promise<Figure> {
  return mapFigure({ title, caption, picture, grid, legend });
}

type Reader = (source: RasterSource, window: Window, signal: AbortSignal) => Promise<Float32Array>;

const firstBand: Reader = (source, window, signal) => readSamples(source, window, 0, signal);

/** Every n-th pixel of every n-th row. */
async function readPreview(path: string, read: Reader, signal: AbortSignal): Promise<Preview> {
  const source = await openRaster(path, { signal });
  try {
    const { info } = source;
    const step = Math.ceil(Math.max(info.width, info.height) / PREVIEW_PIXELS);
    const width = Math.ceil(info.width / step);
    const height = Math.ceil(info.height / step);
    const data = new Float32Array(width * height);
    const most = Math.ceil(READ_ROWS / step);
    for (let top = 0; top < height; top += most) {
      const count = Math.min(most, height - top);
      const window = { ...fullWindow(info), row: top * step, height: (count - 1) * step + 1 };
      const rows = await read(source, window, signal);
      for (let p = 0; p < count * width; p++) {
        const x = p % width;
        data[top * width + p] = rows[((p - x) / width) * step * info.width + x * step];
      }
    }
    const grid = gridOfImage(info);
    const transform = scale(grid.transform, step, step);
    return { width, height, data, grid: { ...grid, width, height, transform } };
  } finally {
    await source.close();
  }
}
