import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { writeAtomically } from '../../core/atomic-file.node.js';
import { scale } from '../../core/geo-transform.js';
import type { Grid } from '../../core/georef.js';
import type { Compute } from '../../core/kernel.js';
import type { Raster } from '../../core/raster.js';
import { verticalDatumLabel } from '../../geo/vertical-datum.js';
import { createNodeCompute } from '../../kernels/select.node.js';
import type { JobContext } from '../../product/job-context.js';
import { readPreview } from '../../product/preview.node.js';
import { VERSION } from '../../product/version.node.js';
import { BLUE_RED, VIRIDIS } from '../../report/colour-maps.js';
import { colourise, stretchedScale, symmetricScale } from '../../report/colour-scale.js';
import type { Figure } from '../../report/figure.js';
import { renderReport, type Section, type Table } from '../../report/html-report.js';
import { colourBar } from '../../report/legend.js';
import { mapFigure } from '../../report/map-figure.js';
import { figureDifference, figureHillshade, figureRelief } from '../../report/map-figures.js';
import { formatMeasure, formatNumber } from '../../report/number-format.js';
import { figureProfiles } from '../../report/profile-figure.js';
import { shadeRaster } from '../../report/shade-raster.js';
import { anaglyph } from '../../sar/epipolar/anaglyph.js';
import type { HeightErrors } from '../../sar/evaluation/height-errors.js';
import { difference } from '../../terrain/difference.js';
import { sampleProfile } from '../../terrain/profile.js';
import { heightsOn } from './heights-on.node.js';
import type { PairMatches } from './match-pairs.node.js';
import { unpackPlanes } from './matched-planes.js';
import type { RadarJob } from './plan-radar.node.js';
import type { RadarResult } from './radar-result.js';

/** Writes the HTML report of a DSM: anaglyph and disparities of every pair, hillshades, comparison with the a-priori DEM, profiles. */
export async function writeRadarReport(
  path: string,
  job: RadarJob,
  matches: PairMatches,
  result: RadarResult,
  context: JobContext,
): Promise<void> {
  const { config, definition } = job;
  const { metrics, warnings } = result;
  const { grid } = definition;
  const compute = await createNodeCompute('wasm');
  try {
    const pairs: Section[] = [];
    for (const index of job.pairs.keys()) pairs.push(await pairSection(job, index, matches));
    const total = metrics.cells.matched + metrics.cells.gap + metrics.cells.void;
    const html = renderReport({
      title: `DSM ${basename(config.output)}`,
      subtitle: `${config.images.map((file) => basename(file)).join(', ')}, ${grid.crs.name}, vertical datum: ${verticalDatumLabel(grid.crs.vertical)}`,
      summary: [
        { label: 'Size', value: `${grid.width} × ${grid.height}`, unit: 'px' },
        ...ofPairs(metrics, 'Matched', ({ completeness }) => formatNumber(completeness, 1), '%'),
        {
          label: 'Interpolated',
          value: formatNumber((100 * (total - metrics.cells.matched)) / total, 1),
          unit: '%',
        },
        ...ofPairs(metrics, 'Residual', ({ residual }) => formatMeasure(residual), 'm'),
      ],
      warnings,
      sections: [...pairs, await surfaceSection(job, compute, context), numbers(result)],
      footer: `Cuesta ${VERSION} · ${context.command}`,
      data: { command: context.command, config, metrics },
    });
    await writeAtomically(path, (file) => file.writeFile(html));
  } finally {
    await compute.close();
  }
}

/** A fact of every pair for the summary. */
const ofPairs = (
  { pairs }: RadarResult['metrics'],
  label: string,
  format: (pair: RadarResult['metrics']['pairs'][number]) => string,
  unit: string,
) =>
  pairs.map((pair, i) => {
    return { label: pairs.length === 1 ? label : `${label}, pair ${i + 1}`, value: format(pair), unit };
  });

/** Longer side of a picture. */
const PICTURE = 1024;

interface Thinned {
  readonly grid: Grid;
  readonly left: Uint8Array;
  readonly right: Uint8Array;
  readonly valid: Uint8Array;
  readonly disparity: Float32Array;
}

async function pairSection(job: RadarJob, index: number, matches: PairMatches): Promise<Section> {
  const { images, grid } = job.pairs[index];
  const thin = await thinned(
    grid,
    matches.parts.filter((part) => part.pair === index),
  );
  const size = { width: thin.grid.width, height: thin.grid.height };
  const names = images.map(({ path }) => basename(path)).join(' and ');
  const scale = symmetricScale(thin.disparity, BLUE_RED);
  const disparity: Raster = { ...size, data: thin.disparity, georef: thin.grid };
  return {
    heading: `Pair ${index + 1}: ${names}`,
    text: ['Epipolar images: both projected onto the a-priori heights; columns run along the parallax.'],
    tables: [],
    figures: [
      await mapFigure({
        title: 'Anaglyph',
        caption:
          'Left image red, right image cyan; grey where both are as bright at the same place. Slopes towards the radar are brighter in the steeper image; double outlines are parallax.',
        picture: { ...size, channels: 3, data: anaglyph(thin.left, thin.right, thin.valid) },
        grid: thin.grid,
        legend: null,
      }),
      await mapFigure({
        title: 'Disparities',
        caption: 'From left to right image; empty where nothing matched.',
        picture: colourise(disparity, scale),
        grid: thin.grid,
        legend: colourBar(scale, 'Disparity (columns)'),
      }),
    ],
  };
}

/** Every n-th cell of every n-th row of all parts of a pair. */
async function thinned(grid: Grid, parts: PairMatches['parts']): Promise<Thinned> {
  const step = Math.ceil(Math.max(grid.width, grid.height) / PICTURE);
  const [width, height] = [Math.ceil(grid.width / step), Math.ceil(grid.height / step)];
  const picture: Thinned = {
    grid: { width, height, crs: grid.crs, transform: scale(grid.transform, step, step) },
    left: new Uint8Array(width * height),
    right: new Uint8Array(width * height),
    valid: new Uint8Array(width * height),
    disparity: new Float32Array(width * height).fill(Number.NaN),
  };
  for (const { window, path } of parts) {
    if (path === null) continue;
    const planes = unpackPlanes(await readFile(path), window.width * window.height);
    for (let row = Math.ceil(window.row / step) * step; row < window.row + window.height; row += step) {
      for (let col = Math.ceil(window.col / step) * step; col < window.col + window.width; col += step) {
        const from = (row - window.row) * window.width + col - window.col;
        const to = (row / step) * width + col / step;
        for (const name of ['left', 'right', 'valid', 'disparity'] as const) {
          picture[name][to] = planes[name][from];
        }
      }
    }
  }
  return picture;
}

async function surfaceSection(
  { config, definition, surface }: RadarJob,
  compute: Compute,
  { signal }: JobContext,
): Promise<Section> {
  const dsm = await readPreview(config.output, signal);
  const shade = await shadeRaster(dsm, compute);
  const figures: Figure[] = [
    await figureHillshade(dsm, shade, {
      title: 'Hillshade of the DSM',
      caption: 'Sun in the north-west, 45° high.',
    }),
    await figureRelief(dsm, shade, { title: 'Heights', caption: 'Metres above the vertical datum.' }),
    await sigmaFigure(await readPreview(definition.outputs[1].path, signal)),
  ];
  const { task } = surface;
  if (task.kind === 'dem') {
    const grid: Grid = { width: dsm.width, height: dsm.height, ...dsm.georef };
    const data = await heightsOn(task, grid, definition.config.shift, 'bilinear', compute, signal);
    const dem: Raster = { width: dsm.width, height: dsm.height, data, georef: dsm.georef };
    figures.push(
      await figureHillshade(dem, await shadeRaster(dem, compute), {
        title: 'Hillshade of the a-priori DEM',
        caption: 'On the pixels of the DSM.',
      }),
      await figureDifference(difference(dsm, dem), {
        title: 'DSM − a-priori DEM',
        caption: 'What the pair corrects, and errors of both.',
      }),
      profile(dsm, dem, 'west–east'),
      profile(dsm, dem, 'north–south'),
    );
  }
  return { heading: 'The surface', text: [], figures, tables: [] };
}

function sigmaFigure(sigma: Raster): Promise<Figure> {
  const scale = stretchedScale(sigma.data, VIRIDIS);
  return mapFigure({
    title: 'Standard deviation of the heights',
    caption: 'Formal, from slope and disparity; larger across gaps.',
    picture: colourise(sigma, scale),
    grid: { width: sigma.width, height: sigma.height, ...sigma.georef },
    legend: colourBar(scale, 'Sigma (m)'),
  });
}

/** Along the middle row or column. */
function profile(dsm: Raster, dem: Raster, course: 'west–east' | 'north–south'): Figure {
  const { transform } = dsm.georef;
  const at = (col: number, row: number): [number, number] => [
    transform[0] * col + transform[2],
    transform[4] * row + transform[5],
  ];
  const [col, row] = [Math.floor(dsm.width / 2) + 0.5, Math.floor(dsm.height / 2) + 0.5];
  const along = course === 'west–east';
  const from = along ? at(0.5, row) : at(col, 0.5);
  const to = along ? at(dsm.width - 0.5, row) : at(col, dsm.height - 0.5);
  const samples = along ? dsm.width : dsm.height;
  return figureProfiles({
    title: `Profile ${course}`,
    caption: 'Heights of the DSM and the a-priori DEM through the middle.',
    series: [
      { label: 'a-priori DEM', profile: sampleProfile(dem, from, to, samples), reference: true },
      { label: 'DSM', profile: sampleProfile(dsm, from, to, samples) },
    ],
    metresPerUnit: 1,
    axis: 'Height (m)',
  });
}

function numbers({ metrics }: RadarResult): Section {
  const number = (heading: string, unit: string) => ({ heading, unit, align: 'number' }) as const;
  const table: Table = {
    caption: 'Pairs',
    columns: [
      { heading: 'Pair', align: 'text' },
      number('Angle', '°'),
      number('Parallax', 'columns/m'),
      number('Across', 'rows'),
      number('Overlap', 'cells'),
      number('Matched', '%'),
      number('Residual', 'm'),
      number('Height sigma', 'm'),
    ],
    rows: metrics.pairs.map((pair) => [
      `${basename(pair.left)}, ${basename(pair.right)}`,
      formatNumber(pair.angle, 1),
      formatNumber(pair.parallaxPerMetre, 3),
      formatNumber(pair.crossParallax, 2),
      formatNumber(pair.overlap, 0),
      formatNumber(pair.completeness, 1),
      formatMeasure(pair.residual),
      formatNumber(pair.sigma, 1),
    ]),
  };
  return { heading: 'Numbers', text: [], figures: [], tables: [table, ...truthTables(metrics)] };
}

/** Errors of DSM and DEM in every area. */
function truthTables({ areas }: RadarResult['metrics']): Table[] {
  if (areas.length === 0) return [];
  const number = (heading: string, unit: string) => ({ heading, unit, align: 'number' }) as const;
  const row = (name: string, { mean, mae, rmse, le90 }: HeightErrors, matched: string): string[] => [
    name,
    ...[mean, mae, rmse, le90].map((v) => formatNumber(v, 1)),
    matched,
  ];
  return [
    {
      caption: 'Height errors against the truth, and share of the cells that lie between matched points',
      columns: [
        { heading: 'Area', align: 'text' },
        ...['Mean', 'MAE', 'RMSE', 'LE90'].map((heading) => number(heading, 'm')),
        number('Matched', '%'),
      ],
      rows: areas.flatMap(({ name, dsm, visible, dem, completeness }) => [
        row(`${name}, DSM`, dsm, formatNumber(completeness.all, 1)),
        row(`${name}, DSM outside layover and shadow`, visible, formatNumber(completeness.visible, 1)),
        ...(dem === null ? [] : [row(`${name}, a-priori DEM`, dem, '–')]),
      ]),
    },
  ];
}
