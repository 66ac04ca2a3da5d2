import type { Compute } from '../../core/kernel.js';
import type { Raster } from '../../core/raster.js';
import { figureDensity } from '../../report/density-figure.js';
import type { Figure } from '../../report/figure.js';
import type { Section, Table } from '../../report/html-report.js';
import { figureHillshade } from '../../report/map-figures.js';
import { formatMeasure, formatNumber } from '../../report/number-format.js';
import type { ReconstructMetrics, StageSeconds } from './reconstruct-result.js';
import { shadeUnder } from './report-views.node.js';

/** Light from all sides, low enough to show small steps: the check for artefacts of Tao et al. (2021). */
const AZIMUTHS = [0, 45, 90, 135, 180, 225, 270, 315];
const ALTITUDE = 30;

/** Hillshades of one raster from eight directions. */
export async function directionsSection(raster: Raster, compute: Compute): Promise<Section> {
  const figures: Figure[] = [];
  for (const azimuthDeg of AZIMUTHS) {
    const shade = await shadeUnder(raster, { azimuthDeg, altitudeDeg: ALTITUDE }, compute);
    const caption = `Light from ${azimuthDeg}°, ${ALTITUDE}° high.`;
    figures.push(await figureHillshade(raster, shade, { title: `${azimuthDeg}°`, caption }));
  }
  return {
    heading: 'Light from all sides',
    text: [
      'The middle of the DTM at full resolution. Ground looks natural from every side; stripes, steps along straight lines and patterns ' +
        'that repeat are artefacts of tiles, of the network or of the reference.',
    ],
    figures,
    tables: [],
  };
}

/** Heights of the DTM over those of the reference. */
export function scatterFigure(dtm: Float32Array, reference: Float32Array): Figure {
  return figureDensity({
    title: 'Scatter',
    caption: 'Heights of the DTM over those of the reference; darker where there are more (logarithm).',
    ...{ x: reference, y: dtm, across: 'Reference (m)', upwards: 'DTM (m)' },
  });
}

/** The steps before a DTM, and where the time went. */
export function makingSection({ earlier, seconds, residual, networkTiles }: ReconstructMetrics): Section {
  const isCascade = earlier.length > 0;
  return {
    heading: 'How it was made',
    text: isCascade
      ? [
          'From coarse to fine: the DTM of every step is the reference of the next one. The last row is this DTM.',
        ]
      : [],
    figures: [],
    tables: [
      ...(isCascade ? [stepsTable(earlier, residual, networkTiles.predicted, totalOf(seconds))] : []),
      timeTable(seconds),
    ],
  };
}

function stepsTable(
  earlier: ReconstructMetrics['earlier'],
  residual: ReconstructMetrics['residual'],
  tiles: number,
  seconds: number,
): Table {
  const last = earlier.at(-1)!;
  const rows = [
    ...earlier.map((step) => ({ ...step, images: step.images.join(', ') })),
    { name: 'DTM', images: '', reference: last.output, pixel: Number.NaN, tiles, residual, seconds },
  ];
  return {
    caption: 'Steps',
    columns: [
      { heading: 'Step', align: 'text' },
      { heading: 'Reference', align: 'text' },
      { heading: 'Pixel', unit: 'm', align: 'number' },
      { heading: 'Network tiles', align: 'number' },
      { heading: 'Mean difference', unit: 'm', align: 'number' },
      { heading: 'RMS difference', unit: 'm', align: 'number' },
      { heading: 'Time', unit: 's', align: 'number' },
    ],
    rows: rows.map((step) => [
      step.name,
      step.reference,
      Number.isNaN(step.pixel) ? '' : formatMeasure(step.pixel),
      String(step.tiles),
      formatMeasure(step.residual.mean),
      formatMeasure(step.residual.rmse),
      formatNumber(step.seconds, 1),
    ]),
  };
}

const totalOf = ({ suns, registration, brightness, tiles }: StageSeconds): number =>
  suns + registration + brightness + tiles;

function timeTable({ suns, registration, brightness, tiles, work }: StageSeconds): Table {
  const rows: readonly (readonly [stage: string, seconds: number])[] = [
    ['looking for Suns', suns],
    ['registration', registration],
    ['comparing brightness', brightness],
    ['tiles and products, on all workers', tiles],
    ['of which, summed over the workers: reading', work.reading],
    ['… network', work.network],
    ['… alignment of its tiles', work.alignment],
  ];
  return {
    caption: 'Time by stage',
    columns: [
      { heading: 'Stage', align: 'text' },
      { heading: 'Time', unit: 's', align: 'number' },
    ],
    rows: rows.map(([stage, seconds]) => [stage, formatNumber(seconds, 1)]),
  };
}
